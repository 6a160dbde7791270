// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.time.Duration;

/**
 * An operation of the prober that took long.
 *
 * @param start in CLOCK_MONOTONIC nanoseconds
 */
record Stall(long start, long end, String operation) {

  static Stall parse(String line) {
    String[] words = line.split(" ");
    return new Stall(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]);
  }

  Duration length() {
    return Duration.ofNanos(end - start);
  }

  /** Whether it was under way at this moment. */
  boolean spans(long moment) {
    return start <= moment && moment < end;
  }
}
