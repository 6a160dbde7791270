// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Who may do what with a request object, which serves one request of the kernel after the other.
 * Each use has a <i>ticket</i>: whoever holds the ticket of an earlier use may do nothing any more.
 *
 * <p>A use ends when three things have happened: the file system has answered (the use is no longer
 * <i>open</i>), the answer is sent and the memory given back (it is not <i>held</i>), and the call
 * that gave the request to the file system has returned (it is not <i>dispatching</i>).
 */
final class Custody {
  private static final int OPEN = 1;
  private static final int HELD = 2;
  private static final int DISPATCHING = 4;
  private static final int FLAGS = 3;

  /** The ticket above the flags: one number, so that a late answer can't slip in between. */
  private final AtomicLong state = new AtomicLong();

  /** Begins the next use. To be called by the only owner of an object that is free. */
  void begin() {
    state.set((ticket() + 1) << FLAGS | OPEN | HELD | DISPATCHING);
  }

  /** The ticket of the present use, or of the last one. */
  long ticket() {
    return state.get() >>> FLAGS;
  }

  /** Whether this use still awaits the file system's answer. */
  boolean isOpen(long ticket) {
    long now = state.get();
    return now >>> FLAGS == ticket && (now & OPEN) != 0;
  }

  /** Takes the right to answer: true for one caller of each use, and only while that use lasts. */
  boolean claim(long ticket) {
    while (true) {
      long now = state.get();
      if (now >>> FLAGS != ticket || (now & OPEN) == 0) {
        return false;
      }
      if (state.compareAndSet(now, now & ~OPEN)) {
        return true;
      }
    }
  }

  /**
   * The answer is sent, and the memory given back: for the one who claimed.
   *
   * @return whether the object is free; false while its dispatch goes on, which then finds it free
   */
  boolean release() {
    return (clear(HELD) & DISPATCHING) == 0;
  }

  /**
   * The dispatch is over.
   *
   * @return whether the object is free; false while it is held, and then {@link #release} frees it
   */
  boolean endDispatch() {
    return (clear(DISPATCHING) & HELD) == 0;
  }

  /** The request was never given to the file system: the object is free. */
  void withdraw() {
    state.set(ticket() << FLAGS);
  }

  private long clear(int flag) {
    while (true) {
      long now = state.get();
      if (state.compareAndSet(now, now & ~flag)) {
        return now & ~flag;
      }
    }
  }
}
