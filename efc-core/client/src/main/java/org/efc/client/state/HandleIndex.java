// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import org.efc.common.linux.Memory;

/**
 * From the hash of a handle to the slots that may have the handle: open addressing with linear
 * probing, 8 bytes an entry (hash, slot). The entries are in a mapped file and survive a kill -9: a
 * take-over reads none of them. Not thread-safe.
 *
 * <p>An entry is one aligned store. A kill in the midst of {@link #remove} leaves one entry twice;
 * {@link #repair} mends that. Entries double into a region of their own, further back in the file;
 * one store in the header makes the new region the valid one.
 */
final class HandleIndex {
  /** An entry of slot 0, which is never used, is no entry. */
  private static final long EMPTY = 0;

  private static final int ENTRY = 8;
  private static final long LEAST = 1024;

  /** Which region is valid: its number is how often the index has doubled. */
  private static final int REGION_AT = SideFile.FIELDS;

  /** How many entries there are. */
  private static final int USED_AT = SideFile.FIELDS + 8;

  private final SideFile file;
  private final long header;
  private long table;
  private long capacity;

  /** Whether a slot is the one that is looked for. */
  interface Match {
    boolean matches(int slot);
  }

  HandleIndex(SideFile file) {
    this.file = file;
    this.header = file.header();
    long region = Memory.getLong(header + REGION_AT);
    this.capacity = LEAST << region;
    this.table =
        file.isContinuous()
            ? file.map(offset(capacity), capacity * ENTRY)
            : file.mapNew(offset(capacity), capacity * ENTRY);
  }

  /** Regions lie one behind the other, each twice as long as the one before. */
  private static long offset(long capacity) {
    return SideFile.HEADER + (capacity - LEAST) * ENTRY;
  }

  /** The slot of this hash that matches, or 0. */
  int find(int hash, Match match) {
    for (long at = home(hash); ; at = next(at)) {
      long entry = entryAt(at);
      if (entry == EMPTY) {
        return 0;
      }
      if ((int) entry == hash && match.matches(slot(entry))) {
        return slot(entry);
      }
    }
  }

  /** Whether it has this entry. */
  boolean has(int hash, int slot) {
    return find(hash, candidate -> candidate == slot) != 0;
  }

  /**
   * Makes room for one entry more.
   *
   * @throws org.efc.common.linux.LinuxException ENOSPC, ENOMEM when there is none
   */
  void reserve() {
    if ((size() + 1L) * 3 > capacity * 2) {
      enlarge();
    }
  }

  /** Adds an entry that is not in it. */
  void add(int hash, int slot) {
    reserve();
    place(entry(hash, slot));
    size(size() + 1);
  }

  private void place(long entry) {
    long at = home((int) entry);
    while (entryAt(at) != EMPTY) {
      at = next(at);
    }
    put(at, entry);
  }

  /** Takes an entry out, and moves later ones up, so that no probe ends too early. */
  void remove(int hash, int slot) {
    long removed = entry(hash, slot);
    long at = home(hash);
    while (entryAt(at) != removed) {
      if (entryAt(at) == EMPTY) {
        return;
      }
      at = next(at);
    }
    close(at);
    size(size() - 1);
  }

  private void close(long first) {
    long hole = first;
    for (long at = next(hole); entryAt(at) != EMPTY; at = next(at)) {
      long wanted = home((int) entryAt(at));
      // The entry may move to the hole unless its home lies between the hole and itself.
      if (distance(wanted, at) >= distance(hole, at)) {
        put(hole, entryAt(at));
        hole = at;
      }
    }
    put(hole, EMPTY);
  }

  /**
   * Ends a removal that a kill cut short: of two equal entries among those that a probe from this
   * hash meets, the later one is the hole.
   */
  void repair(int hash) {
    for (long at = home(hash); entryAt(at) != EMPTY; at = next(at)) {
      for (long later = next(at); entryAt(later) != EMPTY; later = next(later)) {
        if (entryAt(later) == entryAt(at)) {
          close(later);
          return;
        }
      }
    }
  }

  private long distance(long from, long to) {
    return (to - from) & (capacity - 1);
  }

  private void enlarge() {
    long old = table;
    long oldCapacity = capacity;
    table = file.mapNew(offset(2 * capacity), 2 * capacity * ENTRY);
    capacity *= 2;
    for (long at = 0; at < oldCapacity; at++) {
      long entry = Memory.getLong(old + at * ENTRY);
      if (entry != EMPTY) {
        place(entry);
      }
    }
    Memory.putLongRelease(header + REGION_AT, Memory.getLong(header + REGION_AT) + 1);
    Memory.unmap(old, oldCapacity * ENTRY);
    file.release(offset(oldCapacity), oldCapacity * ENTRY);
  }

  int size() {
    return (int) Memory.getLong(header + USED_AT);
  }

  void size(int entries) {
    Memory.putLongRelease(header + USED_AT, entries);
  }

  /** Spreads the bits (fmix32 of MurmurHash3): hash codes of arrays differ in few of them. */
  private long home(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85eb_ca6b;
    h ^= h >>> 13;
    h *= 0xc2b2_ae35;
    h ^= h >>> 16;
    return h & (capacity - 1);
  }

  private long next(long at) {
    return (at + 1) & (capacity - 1);
  }

  private static long entry(int hash, int slot) {
    return (long) slot << 32 | (hash & 0xffff_ffffL);
  }

  private static int slot(long entry) {
    return (int) (entry >>> 32);
  }

  private long entryAt(long at) {
    return Memory.getLong(table + at * ENTRY);
  }

  private void put(long at, long entry) {
    Memory.putLongRelease(table + at * ENTRY, entry);
  }
}
