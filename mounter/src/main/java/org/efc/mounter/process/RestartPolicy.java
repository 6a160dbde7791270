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
 * @param stable how long a client must live for its end to count as the first
 */
public record RestartPolicy(Duration first, Duration cap, Duration stable) {
  public static final RestartPolicy DEFAULT =
      new RestartPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(2));

  private static final int MAX_DOUBLINGS = 30;

  /** How long to wait. */
  public Duration delay(int failuresInARow) {
    if (failuresInARow <= 1) {
      return Duration.ZERO;
    }
    Duration delay = first.multipliedBy(1L << Math.min(failuresInARow - 2, MAX_DOUBLINGS));
    return delay.compareTo(cap) > 0 ? cap : delay;
  }

  /** The failures in a row, when one more client ended after {@code uptime}. */
  public int count(int failuresBefore, Duration uptime) {
    return uptime.compareTo(stable) >= 0 ? 1 : failuresBefore + 1;
  }
}
