// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.time.Duration;
import org.efc.backend.Completion;
import org.efc.common.Errno;

/**
 * Counts calls that nobody waits for, so that the end of the process can wait for all of them. A
 * call that an answer leads to begins before the answer counts as the end of its own. Safe for use
 * by many threads.
 */
final class CallsUnderWay {
  private int count;

  /** Counts a call until its completion has run; to be made as the call's last argument. */
  <T> Completion<T> counted(Completion<T> completion) {
    begins();
    return new Completion<>() {
      @Override
      public void succeeded(T value) {
        try {
          completion.succeeded(value);
        } finally {
          ended();
        }
      }

      @Override
      public void failed(Errno errno) {
        try {
          completion.failed(errno);
        } finally {
          ended();
        }
      }
    };
  }

  private synchronized void begins() {
    count++;
  }

  private synchronized void ended() {
    count--;
    notifyAll();
  }

  /** Waits until no call is under way, but not longer; says whether none is. */
  synchronized boolean awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (count > 0) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000 + 1);
    }
    return true;
  }
}
