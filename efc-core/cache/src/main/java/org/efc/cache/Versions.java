// SPDX-License-Identifier: Apache-2.0
package org.efc.cache;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts changes by key, in a fixed number of counters that keys share: a change of one key may
 * look like one of another, which costs a miss, but never the other way round.
 */
final class Versions {
  private static final int COUNTERS = 4096;

  private final AtomicIntegerArray counters = new AtomicIntegerArray(COUNTERS);

  int get(long hash) {
    return counters.get(index(hash));
  }

  /** Counts a change; returns the new version. */
  int next(long hash) {
    return counters.incrementAndGet(index(hash));
  }

  /** Counts a change of every key. */
  void nextOfAll() {
    for (int i = 0; i < COUNTERS; i++) {
      counters.incrementAndGet(i);
    }
  }

  private static int index(long hash) {
    // The high bits: the table's sets go by the low ones.
    return (int) (hash >>> 48) & (COUNTERS - 1);
  }
}
