// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.time.Duration;

/** A point in time, by the monotonic clock, until which several steps may take. */
record Deadline(long nanoTime) {
  static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left: at least a millisecond, so that a step can fail by itself. */
  Duration remaining() {
    return Duration.ofNanos(Math.max(1_000_000, nanoTime - System.nanoTime()));
  }

  /** What is left, but at most {@code limit}. */
  Duration remaining(Duration limit) {
    Duration left = remaining();
    return left.compareTo(limit) < 0 ? left : limit;
  }

  /** An equal share of what is left, for one of {@code parts} steps that may all be needed. */
  Deadline share(int parts) {
    return in(remaining().dividedBy(parts));
  }
}
