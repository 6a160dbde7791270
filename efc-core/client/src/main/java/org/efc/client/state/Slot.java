// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.lang.invoke.VarHandle;
import org.efc.backend.Handle;
import org.efc.common.linux.Memory;

/** What is read from and written to a slot of the table of inodes, by the slot's address. */
final class Slot {
  private Slot() {}

  static boolean isUsed(long at) {
    return (int) Memory.getLongAcquire(at + SlotLayout.STATE) == SlotLayout.USED;
  }

  static long generation(long at) {
    return Memory.getLong(at + SlotLayout.STATE) >>> 32;
  }

  static long nodeid(long at, int slot) {
    return generation(at) << 32 | slot;
  }

  /** A new inode in a free slot; the slot's state is to be stored last. */
  static void fill(long at, Handle handle, long number, long parent) {
    // Whoever reads the slot and meets one of these stores must not find the earlier state after.
    VarHandle.storeStoreFence();
    Memory.zero(at + SlotLayout.LOOKUPS, SlotLayout.SIZE - SlotLayout.LOOKUPS);
    Memory.putLong(at + SlotLayout.NUMBER, number);
    Memory.putLong(at + SlotLayout.PARENT, parent);
    Memory.putInt(at + SlotLayout.HANDLE_LENGTH, handle.length());
    for (int i = 0; i < handle.length(); i++) {
      Memory.putByte(at + SlotLayout.HANDLE + i, handle.byteAt(i));
    }
  }

  static boolean holds(long at, Handle handle) {
    if (Memory.getInt(at + SlotLayout.HANDLE_LENGTH) != handle.length()) {
      return false;
    }
    for (int i = 0; i < handle.length(); i++) {
      if (Memory.getByte(at + SlotLayout.HANDLE + i) != handle.byteAt(i)) {
        return false;
      }
    }
    return true;
  }

  static Handle handle(long at) {
    return Handle.adopt(Memory.bytes(at + SlotLayout.HANDLE, handleLength(at)));
  }

  /** {@link Handle#hashCode} of the handle; the index keeps it from one version to the next. */
  static int hash(long at) {
    int hash = 1;
    int length = handleLength(at);
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + Memory.getByte(at + SlotLayout.HANDLE + i);
    }
    return hash;
  }

  private static int handleLength(long at) {
    return Math.clamp(Memory.getInt(at + SlotLayout.HANDLE_LENGTH), 0, Handle.MAX_LENGTH);
  }
}
