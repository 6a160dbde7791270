// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;

/**
 * When to start a client again. The first time at once, since applications wait; then exponentially
 * later up to a cap; from the beginning after it stayed up. It never gives up: closing the device
 * would fail every application.
 *
 * @param first the delay of the second restart in a row; each further one is twice as long
 * @param cap the longest delay
 * @param stable how long a client must have served for its end to count as the first: one that dies
 *     of the first requests it is given is no better than one that does not start
 */
public record RestartPolicy(Duration first, Duration cap, Duration stable) {
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofMillis(500));

  private static final int MAX_DOUBLINGS = 30;

  /** How long to wait. */
  public Duration delay(int failuresInARow) {
    if (failuresInARow <= 1) {
      return Duration.ZERO;
    }
    Duration delay = first.multipliedBy(1L << Math.min(failuresInARow - 2, MAX_DOUBLINGS));
    return delay.compareTo(cap) > 0 ? cap : delay;
  }

  /** The failures in a row, when one more client ended after it {@code served} so long. */
  public int count(int failuresBefore, Duration served) {
    return served.compareTo(stable) >= 0 ? 1 : failuresBefore + 1;
  }
}
