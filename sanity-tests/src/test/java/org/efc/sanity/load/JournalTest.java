// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of the crash tests finds what a crash could do to a journal. */
class JournalTest {
  @TempDir Path directory;

  private void write(long... numbers) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(Block.BYTES);
    try (FileChannel journal =
        FileChannel.open(
            directory.resolve(Journal.NAME),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND)) {
      for (long number : numbers) {
        Block.fill(block, number);
        journal.write(block);
      }
    }
  }

  @Test
  void aWholeJournalIsVerifiedToTheLastByte() throws IOException {
    write(0, 1, 2);
    LoadReport report = Journal.verify(directory, 3);
    assertThat(report.errors()).isZero();
    assertThat(report.verifiedBytes()).isEqualTo(3L * Block.BYTES);
  }

  @Test
  void aLostRecordIsFound() throws IOException {
    write(0, 2);
    assertThat(Journal.verify(directory, 3).message()).contains("not 3 records");
  }

  @Test
  void aRecordWrittenTwiceIsFound() throws IOException {
    write(0, 1, 1);
    assertThat(Journal.verify(directory, 3).message()).contains("block 1 where block 2 should be");
  }

  @Test
  void aTornRecordIsFound() throws IOException {
    write(0, 1, 2);
    try (FileChannel journal =
        FileChannel.open(directory.resolve(Journal.NAME), StandardOpenOption.WRITE)) {
      journal.write(ByteBuffer.wrap(new byte[100]), Block.BYTES + 1000L);
    }
    assertThat(Journal.verify(directory, 3).message()).contains("checksum of block 1");
  }

  @Test
  void aMissingJournalIsAnError() {
    assertThat(Journal.verify(directory, 0).errors()).isEqualTo(1);
  }
}
