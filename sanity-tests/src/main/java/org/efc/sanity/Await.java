// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting with a deadline. It polls, because what is waited for happens in other processes. */
public final class Await {
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private Await() {}

  /**
   * Returns once the condition holds.
   *
   * @param what completes the sentence "timed out after ... waiting for"
   * @throws SanityException when it does not hold within the limit
   */
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    value(what, limit, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** Returns the first value the supplier has, under the same deadline. */
  public static <T> T value(String what, Duration limit, Supplier<Optional<T>> supplier) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> value = supplier.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new SanityException("timed out after " + limit + " waiting for " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }
}
