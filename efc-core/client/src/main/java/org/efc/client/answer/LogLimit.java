// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often a message may come: the log of a client lies in memory, and one program can have a
 * million requests refused. Safe for use by many threads.
 */
final class LogLimit {
  private static final int BURST = 5;

  private final long everyNanos;
  private final LongSupplier nanoTime;
  private long since;
  private int logged;
  private long left;

  /**
   * @param every in each of these periods, five messages are logged
   */
  LogLimit(Duration every, LongSupplier nanoTime) {
    this.everyNanos = every.toNanos();
    this.nanoTime = nanoTime;
    this.since = nanoTime.getAsLong();
  }

  /**
   * One more message.
   *
   * @return how many were left out since the last that was logged; -1 when this one is left out
   */
  synchronized long next() {
    long now = nanoTime.getAsLong();
    if (now - since >= everyNanos) {
      since = now;
      logged = 0;
    }
    if (logged == BURST) {
      left++;
      return -1;
    }
    logged++;
    long before = left;
    left = 0;
    return before;
  }
}
