// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Slots that a call of the storage still writes to: a slot that is pinned is not used for another
 * inode, also when the kernel has forgotten its inode. Slots share counters; a slot whose counter
 * is raised for another one is used again a little later, and that is all.
 *
 * <p>Pins are of this process: the calls of a process end with the process. Safe for use by many
 * threads, without a lock.
 */
final class Pins {
  private static final int COUNTERS = 4096;

  private final AtomicIntegerArray counters = new AtomicIntegerArray(COUNTERS);

  void pin(int slot) {
    counters.incrementAndGet(slot & (COUNTERS - 1));
  }

  void unpin(int slot) {
    counters.decrementAndGet(slot & (COUNTERS - 1));
  }

  boolean isPinned(int slot) {
    return counters.get(slot & (COUNTERS - 1)) != 0;
  }
}
