// SPDX-License-Identifier: Apache-2.0
package org.efc.common.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Durations in fixed buckets, from 1 microsecond to about 67 seconds, doubling. */
public final class Histogram {
  /** Upper bounds are 1 us << bucket; the last bucket is unbounded. */
  static final int BUCKETS = 27;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS + 1);
  private final LongAdder nanos = new LongAdder();

  Histogram() {}

  public void record(long durationNanos) {
    long micros = Math.max(0, (durationNanos - 1) / 1000);
    int bucket = Long.SIZE - Long.numberOfLeadingZeros(micros);
    counts.incrementAndGet(Math.min(bucket, BUCKETS));
    nanos.add(durationNanos);
  }

  long count(int bucket) {
    return counts.get(bucket);
  }

  double sumSeconds() {
    return nanos.sum() / 1e9;
  }

  static double boundSeconds(int bucket) {
    return (1L << bucket) / 1e6;
  }
}
