// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.efc.backend.Attributes;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSizesTest {
  private final KernelSizes sizes = new KernelSizes();
  @TempDir Path directory;
  private InodeTable table;
  private Inode inode;

  @BeforeEach
  void open() {
    table = InodeTable.open(directory.resolve("inodes"), 7, 1 << 16);
    inode = file(1);
    tell(100);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private Inode file(int number) {
    return table.inode(
        table.acquire(Handle.of(new byte[] {(byte) number}), size(0), InodeTable.ROOT));
  }

  private void tell(long size) {
    sizes.tells(inode, size);
    inode.told(size(size));
    sizes.settles(inode);
  }

  private static Attributes size(long size) {
    Timestamp now = new Timestamp(1, 0);
    return new Attributes(
        FileType.REGULAR, 0644, 1, 0, 0, size, size, DeviceNumber.NONE, 1, 2, now, now, now);
  }

  @Test
  void aReadReachesWhatTheKernelWasTold() {
    assertThat(sizes.reached(inode)).isEqualTo(100);
    assertThat(sizes.told(inode)).isEqualTo(100);
  }

  @Test
  void aReadReachesWhatTheKernelIsAboutToBeTold() {
    sizes.expects(inode, 200);
    assertThat(sizes.reached(inode)).isEqualTo(200);
    assertThat(sizes.told(inode)).isEqualTo(100);
    tell(200);
    assertThat(sizes.told(inode)).isEqualTo(200);
  }

  @Test
  void aSmallerSizeDoesNotUndoALargerOneOfWhichTheKernelMayHaveTheReply() {
    tell(60);
    assertThat(inode.size()).isEqualTo(60);
    assertThat(sizes.reached(inode)).isEqualTo(100);
    assertThat(sizes.told(inode)).isEqualTo(100);
    tell(100);
    tell(100);
    assertThat(sizes.reached(inode)).isEqualTo(100);
  }

  @Test
  void whatTheStorageProvesIsTheTruth() {
    tell(60);
    sizes.shrank(inode);
    assertThat(sizes.reached(inode)).isEqualTo(60);
    assertThat(sizes.told(inode)).isEqualTo(60);
  }

  @Test
  void oneExpectationDoesNotEndAnother() {
    sizes.expects(inode, 300);
    sizes.expects(inode, 200);
    tell(200);
    assertThat(sizes.reached(inode)).isEqualTo(300);
    assertThat(sizes.told(inode)).isEqualTo(200);
  }

  @Test
  void manyFilesAreKeptApart() {
    for (int i = 2; i < 100; i++) {
      Inode other = file(i);
      other.told(size(10));
      sizes.expects(other, 1000 + i);
    }
    assertThat(sizes.reached(inode)).isEqualTo(100);
    assertThat(sizes.reached(file(50))).isEqualTo(1050);
  }
}
