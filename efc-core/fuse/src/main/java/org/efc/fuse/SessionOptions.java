// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.time.Duration;

/**
 * How a session works.
 *
 * @param init what a new mount is to be like
 * @param readers threads that read and dispatch, 1..64. More than CPUs pay only when methods block;
 *     on an idle CPU each one more costs cache locality
 * @param inFlight requests that the file system has at a time, {@code readers}..4096; more are
 *     read, and wait. Each has memory for its data while it is under way
 * @param trimAfter for how long less memory must have been enough, twice in a row, until the rest
 *     is unmapped; 1 ms..1 h
 */
public record SessionOptions(InitPreferences init, int readers, int inFlight, Duration trimAfter) {
  private static final Duration TRIM_AFTER = Duration.ofSeconds(10);
  private static final Duration LONGEST_TRIM_AFTER = Duration.ofHours(1);

  /** Holds the limits of each value. */
  public SessionOptions {
    if (readers < 1 || readers > 64) {
      throw new IllegalArgumentException("readers is " + readers + ", outside 1..64");
    }
    if (inFlight < readers || inFlight > 4096) {
      throw new IllegalArgumentException(
          "inFlight is " + inFlight + ", outside " + readers + "..4096");
    }
    if (trimAfter.toMillis() < 1 || trimAfter.compareTo(LONGEST_TRIM_AFTER) > 0) {
      throw new IllegalArgumentException("trimAfter is " + trimAfter + ", outside PT0.001S..PT1H");
    }
  }

  /** As much memory is kept as bursts of some seconds need. */
  public SessionOptions(InitPreferences init, int readers, int inFlight) {
    this(init, readers, inFlight, TRIM_AFTER);
  }

  /** Two readers, or four from four CPUs on; 64 requests in flight. */
  public static SessionOptions defaults() {
    int readers = Math.clamp(Runtime.getRuntime().availableProcessors(), 2, 4);
    return new SessionOptions(InitPreferences.shared(), readers, 64);
  }

  /** The same for another kind of mount. */
  public SessionOptions withInit(InitPreferences other) {
    return new SessionOptions(other, readers, inFlight, trimAfter);
  }
}
