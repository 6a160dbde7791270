// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import java.util.concurrent.locks.LockSupport;

/** Sleeps that an interrupt ends early, and that throw nothing. */
public final class Pause {
  private Pause() {}

  public static void millis(long millis) {
    nanos(millis * 1_000_000);
  }

  public static void micros(long micros) {
    nanos(micros * 1000);
  }

  /** A permit that an unpark left, or none at all, may end a park at once. */
  private static void nanos(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      LockSupport.parkNanos(left);
    }
  }
}
