// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import org.efc.common.metrics.Metrics;

/**
 * How long this process takes to take a mount over, from its arguments on, step by step. What comes
 * before is the session manager's, which sees the whole stall.
 */
final class AdoptionTimes {
  private static final double NANOS = 1e9;

  private final long begin = System.nanoTime();
  private final AtomicLongArray reached = new AtomicLongArray(Step.values().length);

  /** What was done, in this order but for the last two. */
  enum Step {
    /** The predecessor has let go of the volume. */
    LOCKED,
    /** Inodes, intents and what INIT agreed on are there. */
    STATE,
    /** The kernel was asked to send again what was not answered. */
    RESEND,
    /** The source was reached. */
    SOURCE,
  }

  /** Now. */
  void done(Step step) {
    reached.compareAndSet(step.ordinal(), 0, System.nanoTime());
  }

  /**
   * Shows it.
   *
   * @param firstAnswer when the kernel got an answer, by {@link System#nanoTime}; 0 for not yet
   */
  void shownIn(Metrics metrics, LongSupplier firstAnswer) {
    for (Step step : Step.values()) {
      show(metrics, step.name().toLowerCase(Locale.ROOT), () -> reached.get(step.ordinal()));
    }
    show(metrics, "answer", firstAnswer);
  }

  private void show(Metrics metrics, String step, LongSupplier at) {
    metrics.gauge(
        "efc_adoption_seconds{step=\"" + step + "\"}",
        "From the arguments until the mount was taken over so far; NaN: not yet",
        () -> at.getAsLong() == 0 ? Double.NaN : (at.getAsLong() - begin) / NANOS);
  }
}
