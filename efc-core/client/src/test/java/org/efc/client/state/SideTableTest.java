// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.efc.client.fixture.Samples;
import org.efc.common.linux.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrade, rollback, upgrade: what a version keeps beside the table, and what it may believe. */
class SideTableTest {
  private static final long VOLUME = 1;
  private static final int LIMIT = 1 << 20;
  private static final int FORMAT = 1;
  private static final int RECORD = 24;
  private static final int FIELD = SideTable.FIELDS;

  @TempDir Path directory;

  private TableFile table() {
    return TableFile.open(directory.resolve("inodes"), VOLUME);
  }

  private SideTable side(TableFile table) {
    return side(table, FORMAT);
  }

  private SideTable side(TableFile table, int format) {
    return SideTable.open(directory.resolve("inodes.example"), format, RECORD, table);
  }

  private static long nodeid(long generation, int slot) {
    return generation << 32 | slot;
  }

  @Test
  void aRecordIsKeptByTheNextProcess() {
    try (TableFile table = table();
        SideTable side = side(table)) {
      assertThat(side.isBegunAnew()).isTrue();
      Memory.putLong(side.record(nodeid(1, 5)) + FIELD, 42);
      Memory.putLong(side.record(nodeid(1, 70_000)) + FIELD, 43);
    }
    try (TableFile table = table();
        SideTable side = side(table)) {
      assertThat(side.isBegunAnew()).isFalse();
      assertThat(Memory.getLong(side.find(nodeid(1, 5)) + FIELD)).isEqualTo(42);
      assertThat(Memory.getLong(side.find(nodeid(1, 70_000)) + FIELD)).isEqualTo(43);
      List<Long> all = new ArrayList<>();
      side.forEach(all::add);
      assertThat(all).containsExactly(nodeid(1, 5), nodeid(1, 70_000));
    }
  }

  @Test
  void aRecordOfAnEarlierInodeOfTheSlotIsNone() {
    try (TableFile table = table();
        SideTable side = side(table)) {
      Memory.putLong(side.record(nodeid(1, 5)) + FIELD, 42);
      assertThat(side.find(nodeid(2, 5))).isZero();
      assertThat(Memory.getLong(side.record(nodeid(2, 5)) + FIELD)).isZero();
      assertThat(side.find(nodeid(1, 5))).isZero();
      side.remove(nodeid(2, 5));
      assertThat(side.find(nodeid(2, 5))).isZero();
    }
  }

  @Test
  void afterAVersionThatDoesNotKnowTheFileNoRecordIsBelieved() {
    try (TableFile table = table();
        SideTable side = side(table)) {
      Memory.putLong(side.record(nodeid(1, 5)) + FIELD, 42);
    }
    // An older version: it opens the table, and changes the inode, whose node id stays the same.
    table().close();
    try (TableFile table = table();
        SideTable side = side(table)) {
      assertThat(side.isBegunAnew()).isTrue();
      assertThat(side.find(nodeid(1, 5))).isZero();
      Memory.putLong(side.record(nodeid(1, 5)) + FIELD, 44);
    }
    try (TableFile table = table();
        SideTable side = side(table)) {
      assertThat(Memory.getLong(side.find(nodeid(1, 5)) + FIELD)).isEqualTo(44);
    }
  }

  @Test
  void anotherFormatIsBegunAnew() {
    try (TableFile table = table();
        SideTable side = side(table)) {
      side.record(nodeid(1, 5));
    }
    try (TableFile table = table();
        SideTable side = side(table, FORMAT + 1)) {
      assertThat(side.isBegunAnew()).isTrue();
      assertThat(side.find(nodeid(1, 5))).isZero();
    }
  }

  @Test
  void aRecordWithoutRoomForTheNodeIdIsRefused() {
    try (TableFile table = table()) {
      Path file = directory.resolve("inodes.other");
      assertThatThrownBy(() -> SideTable.open(file, FORMAT, 12, table))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("12 bytes");
    }
  }

  /** What an older version adds and forgets, the newer one's index of handles learns. */
  @Test
  void theIndexIsComputedAnewAfterAVersionThatDoesNotKnowIt() {
    Path file = directory.resolve("inodes");
    long kept;
    long gone;
    try (InodeTable newer = InodeTable.open(file, VOLUME, LIMIT)) {
      newer.root(Samples.handle(0));
      kept = acquire(newer, 1);
      gone = acquire(newer, 2);
      newer.opened(kept);
    }
    long added = nodeid(7, 4);
    try (TableFile older = table()) {
      Memory.putLongRelease(older.address((int) gone), 9L << 32);
      long at = older.address(4);
      Slot.fill(at, Samples.handle(3), 3, InodeTable.ROOT);
      Memory.putLong(at + SlotLayout.LOOKUPS, 1);
      Memory.putLong(at + SlotLayout.OPENS, 2);
      older.highWater(5);
      Memory.putLongRelease(at + SlotLayout.STATE, added >>> 32 << 32 | SlotLayout.USED);
    }
    try (InodeTable newer = InodeTable.open(file, VOLUME, LIMIT)) {
      assertThat(newer.size()).isEqualTo(3);
      assertThat(newer.openFiles()).isEqualTo(3);
      assertThat(acquire(newer, 3)).isEqualTo(added);
      assertThat(acquire(newer, 1)).isEqualTo(kept);
      assertThat(acquire(newer, 2)).as("its slot is used again").isEqualTo(nodeid(9, (int) gone));
      assertThat(acquire(newer, 4)).isEqualTo(nodeid(1, 5));
    }
  }

  private static long acquire(InodeTable table, long number) {
    return table.acquire(Samples.handle(number), Samples.file(number, 0, 0), InodeTable.ROOT);
  }
}
