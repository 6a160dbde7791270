// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.efc.backend.Handle;
import org.efc.client.config.ClientException;
import org.efc.client.fixture.Samples;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InodeTableTest {
  private static final long VOLUME = 77;

  @TempDir Path directory;
  private InodeTable table;

  @BeforeEach
  void open() {
    table = reopen(1 << 16);
  }

  @AfterEach
  void close() {
    table.close();
  }

  private InodeTable reopen(int limit) {
    return InodeTable.open(directory.resolve("inodes"), VOLUME, limit);
  }

  private void restart() {
    table.close();
    table = reopen(1 << 16);
  }

  private long acquire(long number) {
    return table.acquire(Samples.handle(number), Samples.file(number, 0, 0), InodeTable.ROOT);
  }

  @Test
  void theSameHandleIsTheSameNode() {
    long first = acquire(1);
    assertThat(acquire(1)).isEqualTo(first);
    assertThat(acquire(2)).isNotEqualTo(first);
    assertThat(table.handle(first)).isEqualTo(Samples.handle(1));
    assertThat(table.nodeid(Samples.handle(1))).hasValue(first);
    assertThat(table.nodeid(Samples.handle(9))).isEmpty();
  }

  @Test
  void aNodeIsForgottenWithItsLastLookup() {
    long node = acquire(1);
    acquire(1);
    table.forget(node, 1);
    assertThat(table.isKnown(node)).isTrue();
    table.forget(node, 1);
    assertThat(table.isKnown(node)).isFalse();
    assertThatThrownBy(() -> table.handle(node)).isInstanceOf(UnknownNodeException.class);
    assertThat(table.size()).isZero();
  }

  @Test
  void aSlotThatIsUsedAgainHasAnotherNodeId() {
    long before = acquire(1);
    table.forget(before, 1);
    long after = acquire(2);
    assertThat((int) after).isEqualTo((int) before);
    assertThat(after).isNotEqualTo(before);
    table.forget(before, 1);
    assertThat(table.handle(after)).isEqualTo(Samples.handle(2));
  }

  @Test
  void forgetsOfWhatIsUnknownAreIgnored() {
    table.root(Samples.handle(0));
    table.forget(InodeTable.ROOT, 1000);
    table.forget(0, 1);
    table.forget(-1, 1);
    table.forget(5L << 32 | 12345, 1);
    assertThat(table.handle(InodeTable.ROOT)).isEqualTo(Samples.handle(0));
  }

  @Test
  void theRootIsUnknownUntilItWasReached() {
    assertThat(table.handle(InodeTable.ROOT)).isEqualTo(InodeTable.UNKNOWN_ROOT);
    table.root(Samples.handle(3));
    restart();
    assertThat(table.handle(InodeTable.ROOT)).isEqualTo(Samples.handle(3));
    table.root(Samples.handle(4));
    assertThat(table.handle(InodeTable.ROOT)).isEqualTo(Samples.handle(4));
    assertThat(table.nodeid(Samples.handle(3))).isEmpty();
    assertThat(table.nodeid(Samples.handle(4))).hasValue(InodeTable.ROOT);
  }

  @Test
  void everythingIsThereAfterARestart() {
    table.root(Samples.handle(0));
    long node = acquire(1);
    acquire(1);
    table.opened(node);
    table.inode(node).told(Samples.file(1, 123, 456));
    table.inode(node).silly(0);
    int epoch = table.epoch();
    long instance = table.instance();
    restart();
    assertThat(table.epoch()).isEqualTo(epoch + 1);
    assertThat(table.instance()).isEqualTo(instance);
    assertThat(table.nodeid(Samples.handle(1))).hasValue(node);
    assertThat(table.openFiles()).isEqualTo(1);
    assertThat(table.inode(node).isVersion(Samples.file(1, 123, 456))).isTrue();
    assertThat(table.unlinked()).containsExactly(new Unlinked(node, 0));
    table.forget(node, 1);
    assertThat(table.isKnown(node)).isTrue();
    assertThat(table.forget(node, 1)).contains(new Unlinked(node, 0));
  }

  @Test
  void aHiddenNameIsGivenBackOnceAtTheLastClose() {
    long node = acquire(1);
    table.opened(node);
    table.opened(node);
    table.inode(node).silly(7);
    assertThat(table.closed(node)).isEmpty();
    assertThat(table.closed(node)).contains(new Unlinked(node, 7));
    assertThat(table.closed(node)).isEmpty();
    assertThat(table.forget(node, 1)).isEmpty();
    assertThat(table.openFiles()).isZero();
  }

  @Test
  void growsUpToItsLimitAndSaysSo() {
    table.close();
    table = reopen(5000);
    for (int i = 0; i < 4998; i++) {
      acquire(i);
    }
    assertThatThrownBy(() -> acquire(9999))
        .isInstanceOf(TableFullException.class)
        .hasMessageContaining("5000");
    table.forget(table.nodeid(Samples.handle(17)).orElseThrow(), 1);
    acquire(9999);
    restart();
    assertThat(table.size()).isEqualTo(4998);
    assertThat(table.nodeid(Samples.handle(4997))).isPresent();
  }

  @Test
  void aNewConnectionForgetsAllButTheRoot() {
    table.root(Samples.handle(0));
    long before = acquire(1);
    table.opened(before);
    table.reset();
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.openFiles()).isZero();
    assertThat(acquire(1)).isNotEqualTo(before);
  }

  @Test
  void aVersionIsKnownOnlyWhenItWasTold() {
    Inode inode = table.inode(acquire(1));
    assertThat(inode.isVersion(Samples.file(1, 0, 0))).isFalse();
    inode.told(Samples.file(1, 10, 20));
    assertThat(inode.isVersion(Samples.file(1, 10, 20))).isTrue();
    assertThat(inode.isVersion(Samples.file(1, 11, 20))).isFalse();
    assertThat(inode.isVersion(Samples.file(1, 10, 21))).isFalse();
    assertThat(inode.growth(15)).isEqualTo(5);
    assertThat(inode.reach(15)).isEqualTo(5);
    assertThat(inode.reach(15)).isZero();
    assertThat(inode.isVersion(Samples.file(1, 10, 20))).isFalse();
  }

  @Test
  void whatTheKernelHoldsIsCertainOnlyWhenItWasToldFirstOrHasDroppedTheRest() {
    Inode inode = table.inode(acquire(1));
    inode.told(Samples.file(1, 10, 20));
    assertThat(inode.hasNothingOlder(Samples.file(1, 10, 20))).isTrue();
    inode.told(Samples.file(1, 10, 21));
    assertThat(inode.isVersion(Samples.file(1, 10, 21))).isTrue();
    assertThat(inode.hasNothingOlder(Samples.file(1, 10, 21))).isFalse();
    inode.droppedAttributes(Samples.file(1, 10, 21));
    assertThat(inode.hasNoOlderAttributes(Samples.file(1, 10, 21))).isTrue();
    assertThat(inode.hasNothingOlder(Samples.file(1, 10, 21))).isFalse();
    inode.told(Samples.file(1, 10, 21));
    inode.droppedPages(Samples.file(1, 10, 21));
    assertThat(inode.hasNothingOlder(Samples.file(1, 10, 21))).isTrue();
  }

  @Test
  void whatWasDroppedForAnOlderVersionSaysNothingOfALaterOne() {
    Inode inode = table.inode(acquire(1));
    inode.told(Samples.file(1, 10, 20));
    inode.expect(Samples.file(1, 10, 21));
    inode.told(Samples.file(1, 10, 22));
    inode.droppedAttributes(Samples.file(1, 10, 21));
    inode.droppedPages(Samples.file(1, 10, 21));
    assertThat(inode.hasNoOlderAttributes(Samples.file(1, 10, 22))).isFalse();
    assertThat(inode.hasNothingOlder(Samples.file(1, 10, 22))).isFalse();
  }

  @Test
  void aChangedVerifierSaysThatWritesMayBeLost() {
    Inode inode = table.inode(acquire(1));
    assertThat(inode.isUnstable()).isFalse();
    inode.wroteUnstable(5);
    inode.wroteUnstable(5);
    assertThat(inode.committed(inode.unstableWrites(), 5)).isTrue();
    assertThat(inode.isUnstable()).isFalse();
    inode.wroteUnstable(5);
    assertThat(inode.committed(inode.unstableWrites(), 6)).isFalse();
    assertThat(inode.isUnstable()).isFalse();
    inode.wroteUnstable(6);
    inode.wroteUnstable(7);
    assertThat(inode.committed(inode.unstableWrites(), 7)).isFalse();
  }

  @Test
  void aCommitDoesNotCoverWhatIsWrittenMeanwhile() {
    Inode inode = table.inode(acquire(1));
    inode.wroteUnstable(5);
    long covered = inode.unstableWrites();
    inode.wroteUnstable(5);
    assertThat(inode.committed(covered, 5)).isTrue();
    assertThat(inode.isUnstable()).isTrue();
  }

  @Test
  void aViewWhoseInodeIsForgottenChangesNothingOfTheNextInodeInItsSlot() {
    long before = acquire(1);
    Inode late = table.inode(before);
    table.forget(before, 1);
    long after = acquire(2);
    assertThat((int) after).as("slot").isEqualTo((int) before);
    Inode inode = table.inode(after);
    inode.told(Samples.file(2, 10, 20));
    late.number(99);
    late.parent(98);
    late.silly(97);
    late.wroteUnstable(96);
    assertThat(late.reach(1000)).isZero();
    late.told(Samples.file(1, 95, 30));
    late.expect(Samples.file(1, 94, 30));
    assertThat(inode.number()).isEqualTo(2);
    assertThat(inode.parent()).isEqualTo(InodeTable.ROOT);
    assertThat(inode.isSilly()).isFalse();
    assertThat(inode.isUnstable()).isFalse();
    assertThat(inode.size()).isEqualTo(10);
    assertThat(inode.hasNothingOlder(Samples.file(2, 10, 20))).isTrue();
    inode.wroteUnstable(5);
    late.committed(late.unstableWrites(), 5);
    late.notSilly();
    assertThat(inode.isUnstable()).isTrue();
  }

  @Test
  void aPinnedSlotIsNotUsedAgain() {
    long pinned = acquire(1);
    table.pin(pinned);
    table.forget(pinned, 1);
    long other = acquire(2);
    assertThat((int) other).isNotEqualTo((int) pinned);
    table.forget(other, 1);
    assertThat((int) acquire(3)).isEqualTo((int) other);
    table.unpin(pinned);
    assertThat((int) acquire(4)).isEqualTo((int) pinned);
    assertThat(table.isKnown(pinned)).isFalse();
  }

  @Test
  void aSlotThatWasPinnedAtAKillIsFree() {
    table.root(Samples.handle(0));
    long pinned = acquire(1);
    table.pin(pinned);
    table.forget(pinned, 1);
    restart();
    assertThat((int) acquire(2)).isEqualTo((int) pinned);
  }

  /** Random operations against a model, with restarts in between. */
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void agreesWithAModel(long seed) {
    Random random = new Random(seed);
    Map<Handle, Long> nodes = new HashMap<>();
    Map<Handle, Integer> lookups = new HashMap<>();
    for (int step = 0; step < 20_000; step++) {
      long number = random.nextInt(6000);
      Handle handle = Samples.handle(number);
      if (random.nextInt(100) < 60) {
        long node = acquire(number);
        assertThat(nodes.getOrDefault(handle, node)).isEqualTo(node);
        nodes.put(handle, node);
        lookups.merge(handle, 1, Integer::sum);
      } else if (nodes.containsKey(handle)) {
        int known = lookups.getOrDefault(handle, 0);
        int count = 1 + random.nextInt(known);
        table.forget(nodes.getOrDefault(handle, 0L), count);
        lookups.put(handle, known - count);
        if (known == count) {
          lookups.remove(handle);
          nodes.remove(handle);
        }
      }
      if (step % 5000 == 4999) {
        restart();
      }
      assertThat(table.size()).isEqualTo(nodes.size());
    }
    nodes.forEach(
        (handle, node) -> {
          assertThat(table.nodeid(handle)).hasValue(node);
          assertThat(table.handle(node)).isEqualTo(handle);
        });
    assertThat(nodes.values()).doesNotHaveDuplicates();
  }

  @Test
  void anotherFormatIsRefusedByItsNumber() throws IOException {
    table.close();
    write(8, ByteBuffer.allocate(4).order(java.nio.ByteOrder.nativeOrder()).putInt(0, 99));
    assertThatThrownBy(() -> reopen(100))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("format 99")
        .hasMessageContaining("knows format 1");
    write(8, ByteBuffer.allocate(4).order(java.nio.ByteOrder.nativeOrder()).putInt(0, 1));
    table = reopen(100);
  }

  @Test
  void anotherVolumesTableIsRefused() {
    table.close();
    assertThatThrownBy(() -> InodeTable.open(directory.resolve("inodes"), VOLUME + 1, 100))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("another volume");
    table = reopen(100);
  }

  @Test
  void whatIsNoTableIsRefused() throws IOException {
    Path other = directory.resolve("other");
    Files.writeString(other, "x".repeat(10_000));
    assertThatThrownBy(() -> InodeTable.open(other, VOLUME, 100))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("not a table");
  }

  @Test
  void aTruncatedTableIsRefused() throws IOException {
    acquire(1);
    table.close();
    try (FileChannel channel =
        FileChannel.open(directory.resolve("inodes"), StandardOpenOption.WRITE)) {
      channel.truncate(5000);
    }
    assertThatThrownBy(() -> reopen(100))
        .isInstanceOf(ClientException.class)
        .hasMessageContaining("damaged");
    Files.delete(directory.resolve("inodes"));
    table = reopen(100);
  }

  private void write(long offset, ByteBuffer bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(directory.resolve("inodes"), StandardOpenOption.WRITE)) {
      channel.write(bytes, offset);
    }
  }
}
