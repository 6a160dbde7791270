// SPDX-License-Identifier: Apache-2.0
package org.efc.common.metrics;

import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Cheap under contention: many threads may count at once. */
public final class Counter {
  private final LongAdder sum = new LongAdder();

  Counter() {}

  public void increment() {
    sum.increment();
  }

  public void add(long count) {
    sum.add(count);
  }

  public long value() {
    return sum.sum();
  }
}
