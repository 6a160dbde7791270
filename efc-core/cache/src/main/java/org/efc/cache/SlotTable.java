// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/**
 * A fixed number of slots in sets of eight: an entry may be in any slot of the set that its hash
 * picks. Reading takes no lock and allocates nothing; the size is bounded without bookkeeping. When
 * a set is full the entry goes that would expire first, which is the oldest.
 */
final class SlotTable<E extends SlotTable.Entry> {
  static final int WAYS = 8;
  private static final int LOCKS = 256;

  private final AtomicReferenceArray<E> slots;
  private final Object[] locks = new Object[LOCKS];
  private final int setMask;

  /** What a slot holds; immutable. */
  abstract static class Entry {
    final long expires;

    Entry(long expires) {
      this.expires = expires;
    }

    /** Whether the time to live is over at {@code now}; both are nano times and may wrap. */
    final boolean isExpired(long now) {
      return now - expires >= 0;
    }
  }

  /**
   * An empty table.
   *
   * @param capacity entries, rounded up to a power of two and at least {@value #WAYS}
   */
  SlotTable(int capacity) {
    if (capacity < 1 || capacity > 1 << 28) {
      throw new IllegalArgumentException("capacity is " + capacity + ", outside 1.." + (1 << 28));
    }
    int sets = Integer.highestOneBit(Math.ceilDiv(capacity, WAYS) * 2 - 1);
    this.setMask = sets - 1;
    this.slots = new AtomicReferenceArray<>(sets * WAYS);
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  int capacity() {
    return slots.length();
  }

  /** Spreads the bits of a key: the finalizer of MurmurHash3. */
  static long mix(long key) {
    long h = key;
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  /** The first slot of a hash's set; the others follow it. */
  int set(long hash) {
    return ((int) hash & setMask) * WAYS;
  }

  /** What a slot holds; may be null. */
  @SuppressWarnings("NullAway") // an empty slot is null
  E at(int slot) {
    return slots.get(slot);
  }

  /** Held by whoever changes the set of a hash. */
  Object lock(long hash) {
    return locks[((int) hash & setMask) & (LOCKS - 1)];
  }

  /** Puts an entry in place of the one that {@code same} finds, or of the most dispensable. */
  void put(long hash, E entry, Predicate<E> same, long now) {
    int first = set(hash);
    int victim = first;
    long leastLife = Long.MAX_VALUE;
    for (int slot = first; slot < first + WAYS; slot++) {
      E held = slots.get(slot);
      if (held != null && same.test(held)) {
        victim = slot;
        break;
      }
      long life = held == null ? Long.MIN_VALUE : held.expires - now;
      if (life < leastLife) {
        leastLife = life;
        victim = slot;
      }
    }
    slots.set(victim, entry);
  }

  /** Empties the slot that {@code same} finds. */
  void remove(long hash, Predicate<E> same) {
    int first = set(hash);
    for (int slot = first; slot < first + WAYS; slot++) {
      E held = slots.get(slot);
      if (held != null && same.test(held)) {
        slots.set(slot, null);
      }
    }
  }

  /** How many slots are in use, expired or not. */
  int size() {
    int size = 0;
    for (int slot = 0; slot < slots.length(); slot++) {
      size += slots.get(slot) == null ? 0 : 1;
    }
    return size;
  }
}
