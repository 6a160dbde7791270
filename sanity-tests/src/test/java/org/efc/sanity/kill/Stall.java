// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.time.Duration;

/**
 * An operation of the prober that took long.
 *
 * @param before when the one before it ended: a kill since then is one that this one met
 * @param start in CLOCK_MONOTONIC nanoseconds, as all of them
 */
record Stall(long before, long start, long end, String operation) {

  static Stall parse(String line) {
    String[] words = line.split(" ");
    return new Stall(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
  }

  Duration length() {
    return Duration.ofNanos(end - start);
  }

  /** Whether it was under way at this moment, or the next to begin. */
  boolean met(long moment) {
    return before <= moment && moment < end;
  }
}
