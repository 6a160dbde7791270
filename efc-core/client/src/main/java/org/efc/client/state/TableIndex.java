// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;

/**
 * What can be computed from the table of inodes by a walk, kept in a file beside the table so that
 * a take-over walks nothing: which slot has a handle, which slots are free, how many files are
 * open. When a version that does not know the file had the table meanwhile, all of it is computed
 * anew.
 *
 * <p>A change of one slot ({@link #begin} to {@link #end}) notes the slot first: what a kill leaves
 * half done is finished at the next start. Not thread-safe.
 */
final class TableIndex implements AutoCloseable {
  private static final int FORMAT = 1;

  /** How many open files there are: raised before a slot's count, lowered after it. */
  private static final int OPEN_FILES_AT = SideFile.FIELDS + 128;

  /** {@code slot << 32 | hash} of the change that is under way, else 0. */
  private static final int CHANGING_AT = SideFile.FIELDS + 136;

  /** How many entries the index has besides that of the slot that is changing. */
  private static final int OTHERS_AT = SideFile.FIELDS + 144;

  private final SideFile file;
  private final TableFile table;
  private final HandleIndex handles;
  private final FreeSlots free;
  private final long header;

  private TableIndex(SideFile file, TableFile table, Pins pins) {
    this.file = file;
    this.table = table;
    this.header = file.header();
    this.handles = new HandleIndex(file);
    this.free = new FreeSlots(file, table, pins);
  }

  /**
   * Opens or makes the index of a table.
   *
   * @throws LinuxException when the file can't be made or mapped
   */
  static TableIndex open(TableFile table, Pins pins) {
    SideFile file = SideFile.open(table.beside(".index"), FORMAT, Long.BYTES, table);
    try {
      TableIndex index = new TableIndex(file, table, pins);
      if (file.isContinuous()) {
        index.repair();
      } else {
        index.rebuild();
      }
      file.maintained();
      return index;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void rebuild() {
    free.begin(InodeTable.ROOT + 1, table.highWater());
    long opens = 0;
    for (long slot = InodeTable.ROOT; slot < table.highWater(); slot++) {
      if (slot % TableFile.SLOTS_PER_CHUNK == 0) {
        slot = table.stored(slot);
        if (slot >= table.highWater()) {
          break;
        }
      }
      long at = table.address((int) slot);
      if (Slot.isUsed(at)) {
        handles.add(Slot.hash(at), (int) slot);
        opens += Memory.getLong(at + SlotLayout.OPENS);
      }
    }
    openFiles(opens);
  }

  /** Finishes the change that a kill cut short. */
  private void repair() {
    long changing = Memory.getLong(header + CHANGING_AT);
    if (changing == 0) {
      return;
    }
    int slot = (int) (changing >>> 32);
    int hash = (int) changing;
    handles.repair(hash);
    boolean belongs =
        slot < table.highWater()
            && Slot.isUsed(table.address(slot))
            && Slot.hash(table.address(slot)) == hash;
    if (handles.has(hash, slot) && !belongs) {
      handles.remove(hash, slot);
    } else if (!handles.has(hash, slot) && belongs) {
      handles.add(hash, slot);
    }
    handles.size((int) Memory.getLong(header + OTHERS_AT) + (belongs ? 1 : 0));
    if (slot != InodeTable.ROOT && slot < table.highWater() && !Slot.isUsed(table.address(slot))) {
      free.repair(slot);
    }
    end();
  }

  /** A slot that has no entry begins to change. */
  void beginAdding(int hash, int slot) {
    begin(hash, slot, handles.size());
  }

  /** A slot that has an entry begins to change. */
  void beginRemoving(int hash, int slot) {
    begin(hash, slot, handles.size() - 1);
  }

  private void begin(int hash, int slot, int others) {
    Memory.putLong(header + OTHERS_AT, others);
    Memory.putLongRelease(header + CHANGING_AT, (long) slot << 32 | (hash & 0xffff_ffffL));
  }

  /** The change is whole. */
  void end() {
    Memory.putLongRelease(header + CHANGING_AT, 0);
  }

  HandleIndex handles() {
    return handles;
  }

  FreeSlots free() {
    return free;
  }

  long openFiles() {
    return Memory.getLong(header + OPEN_FILES_AT);
  }

  void openFiles(long count) {
    Memory.putLongRelease(header + OPEN_FILES_AT, count);
  }

  @Override
  public void close() {
    file.close();
  }
}
