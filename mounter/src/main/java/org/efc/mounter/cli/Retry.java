// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/** Calls again while another call, or a session manager that just started, holds the volume. */
final class Retry {
  private static final long PAUSE_NANOS = 50_000_000;

  private Retry() {}

  /** A call with a deadline. */
  interface Call {
    void make(Duration deadline);
  }

  static void whilePending(Duration timeout, Call call) {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
      try {
        call.make(left);
        return;
      } catch (MountException e) {
        if (e.kind() != Kind.PENDING || System.nanoTime() >= end) {
          throw e;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
