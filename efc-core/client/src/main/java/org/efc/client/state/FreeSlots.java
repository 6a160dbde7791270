// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.common.linux.Memory;

/**
 * The slots below the high-water mark that are free. A free slot that was given back names the next
 * one ({@link SlotLayout#NEXT_FREE}); where the chain begins is in the header of the index. Slots
 * that were free when the index was made anew are not in the chain: a cursor passes them.
 *
 * <p>Slots that somebody still has pinned ({@link Pins}) are in a chain of their own, so that
 * {@link #pop} finds one that is not pinned at once. A kill -9 forgets the pins and keeps the
 * chain.
 *
 * <p>Nothing of it is on the heap, and a take-over reads none of it. Not thread-safe.
 */
final class FreeSlots {
  /** Where the chain of free slots begins; 0 is its end. */
  private static final int FREE_AT = SideFile.FIELDS + 64;

  /** The same of those that were pinned when they were given back. */
  private static final int PINNED_AT = SideFile.FIELDS + 72;

  // Free slots from here to there are not in a chain.
  private static final int FROM_AT = SideFile.FIELDS + 80;
  private static final int TO_AT = SideFile.FIELDS + 88;

  /** One call looks at no more slots than these for one that is free. */
  private static final int MOST_LOOKS = 4096;

  private final long header;
  private final TableFile table;
  private final Pins pins;

  FreeSlots(SideFile file, TableFile table, Pins pins) {
    this.header = file.header();
    this.table = table;
    this.pins = pins;
  }

  /** Nothing is known but that no slot from {@code to} on was ever used. */
  void begin(long from, long to) {
    Memory.putLong(header + FREE_AT, 0);
    Memory.putLong(header + PINNED_AT, 0);
    Memory.putLong(header + FROM_AT, from);
    Memory.putLong(header + TO_AT, to);
  }

  /** The slot that {@link #pop} gives, or 0 when none is found at once. */
  int peek() {
    int slot = (int) Memory.getLong(header + FREE_AT);
    return slot == 0 ? unchained() : slot;
  }

  private int unchained() {
    for (int looks = 0; looks < MOST_LOOKS && !isPassed(); looks++) {
      int slot = (int) Memory.getLong(header + FROM_AT);
      boolean isFree = !isUsed(slot);
      if (isFree && !pins.isPinned(slot)) {
        return slot;
      }
      // A kill right here loses a free slot that is pinned, until the mount ends.
      Memory.putLongRelease(header + FROM_AT, slot + 1L);
      if (isFree) {
        push(PINNED_AT, slot);
      }
    }
    return 0;
  }

  /** Whether {@link #peek} has looked at all slots. */
  boolean isPassed() {
    return Memory.getLong(header + FROM_AT) >= Memory.getLong(header + TO_AT);
  }

  private boolean isUsed(int slot) {
    return Slot.isUsed(table.address(slot));
  }

  /** Takes the slot that {@link #peek} gave. */
  void pop(int slot) {
    if (slot == Memory.getLong(header + FREE_AT)) {
      Memory.putLongRelease(header + FREE_AT, next(slot));
    } else {
      Memory.putLongRelease(header + FROM_AT, slot + 1L);
    }
  }

  /** A slot is given back. */
  void push(int slot) {
    if (isAhead(slot)) {
      return; // the cursor finds it
    }
    push(pins.isPinned(slot) ? PINNED_AT : FREE_AT, slot);
  }

  private void push(int chain, int slot) {
    Memory.putLong(table.address(slot) + SlotLayout.NEXT_FREE, Memory.getLong(header + chain));
    Memory.putLongRelease(header + chain, slot);
  }

  /** The first slot that was pinned when it was given back and is not any more, or 0. */
  int unpinned() {
    int slot = (int) Memory.getLong(header + PINNED_AT);
    return slot == 0 || pins.isPinned(slot) ? 0 : slot;
  }

  /** Takes the slot that {@link #unpinned} gave out of its chain. */
  void popUnpinned(int slot) {
    Memory.putLongRelease(header + PINNED_AT, next(slot));
  }

  private long next(int slot) {
    return Memory.getLong(table.address(slot) + SlotLayout.NEXT_FREE);
  }

  /** A free slot that a kill caught between two chains is given back. */
  void repair(int slot) {
    boolean first =
        slot == Memory.getLong(header + FREE_AT) || slot == Memory.getLong(header + PINNED_AT);
    if (!first && !isAhead(slot) && slot < table.highWater()) {
      push(FREE_AT, slot);
    }
  }

  private boolean isAhead(int slot) {
    return slot >= Memory.getLong(header + FROM_AT) && slot < Memory.getLong(header + TO_AT);
  }
}
