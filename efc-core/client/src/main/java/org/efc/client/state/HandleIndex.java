// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.common.linux.Memory;

/**
 * From the hash of a handle to the slots that may have it: open addressing with linear probing in
 * memory outside the heap, 8 bytes an entry (hash, slot). Not persisted: rebuilt from the slots at
 * start. Not thread-safe.
 */
final class HandleIndex {
  /** Slot 0 is never used, so that it can mean "empty". */
  private static final int EMPTY = 0;

  private static final int ENTRY = 8;
  private static final int LEAST = 1024;

  private long table;
  private int capacity;
  private int used;

  /** Whether a slot is the one that is looked for. */
  interface Match {
    boolean matches(int slot);
  }

  HandleIndex() {
    capacity = LEAST;
    table = Memory.map((long) capacity * ENTRY);
  }

  /** The slot of this hash that matches, or 0. */
  int find(int hash, Match match) {
    for (int at = home(hash); ; at = next(at)) {
      int slot = slotAt(at);
      if (slot == EMPTY) {
        return 0;
      }
      if (hashAt(at) == hash && match.matches(slot)) {
        return slot;
      }
    }
  }

  /** Adds a slot that is not in it. */
  void add(int hash, int slot) {
    if ((used + 1) * 3L > capacity * 2L) {
      enlarge();
    }
    place(hash, slot);
    used++;
  }

  private void place(int hash, int slot) {
    int at = home(hash);
    while (slotAt(at) != EMPTY) {
      at = next(at);
    }
    put(at, hash, slot);
  }

  /** Takes a slot out, and moves later ones up, so that no probe ends too early. */
  void remove(int hash, int slot) {
    int hole = home(hash);
    while (slotAt(hole) != slot) {
      if (slotAt(hole) == EMPTY) {
        return;
      }
      hole = next(hole);
    }
    used--;
    for (int at = next(hole); slotAt(at) != EMPTY; at = next(at)) {
      int wanted = home(hashAt(at));
      // The entry may move to the hole unless its home lies between the hole and itself.
      if (distance(wanted, at) >= distance(hole, at)) {
        put(hole, hashAt(at), slotAt(at));
        hole = at;
      }
    }
    put(hole, 0, EMPTY);
  }

  private int distance(int from, int to) {
    return (to - from) & (capacity - 1);
  }

  private void enlarge() {
    long old = table;
    int oldCapacity = capacity;
    table = Memory.map(2L * capacity * ENTRY);
    capacity *= 2;
    for (int at = 0; at < oldCapacity; at++) {
      int slot = Memory.getInt(old + (long) at * ENTRY + 4);
      if (slot != EMPTY) {
        place(Memory.getInt(old + (long) at * ENTRY), slot);
      }
    }
    Memory.unmap(old, (long) oldCapacity * ENTRY);
  }

  int size() {
    return used;
  }

  /** Spreads the bits (fmix32 of MurmurHash3): hash codes of arrays differ in few of them. */
  private int home(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85eb_ca6b;
    h ^= h >>> 13;
    h *= 0xc2b2_ae35;
    h ^= h >>> 16;
    return h & (capacity - 1);
  }

  private int next(int at) {
    return (at + 1) & (capacity - 1);
  }

  private int hashAt(int at) {
    return Memory.getInt(table + (long) at * ENTRY);
  }

  private int slotAt(int at) {
    return Memory.getInt(table + (long) at * ENTRY + 4);
  }

  private void put(int at, int hash, int slot) {
    Memory.putInt(table + (long) at * ENTRY, hash);
    Memory.putInt(table + (long) at * ENTRY + 4, slot);
  }
}
