// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.efc.common.metrics.Metrics;
import org.junit.jupiter.api.Test;

class AdoptionTimesTest {
  private final Metrics metrics = new Metrics();
  private final AtomicLong firstAnswer = new AtomicLong();

  private double seconds(String step) {
    String series = "efc_adoption_seconds{step=\"" + step + "\"} ";
    return metrics
        .exposition()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElseThrow();
  }

  /** At least so long: what parks or sleeps may end early. */
  private static void letPass(long millis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void eachStepIsToldFromTheArgumentsOn() {
    AdoptionTimes adoption = new AdoptionTimes();
    adoption.shownIn(metrics, firstAnswer::get);
    assertThat(seconds("locked")).isNaN();
    assertThat(seconds("answer")).isNaN();
    letPass(2);
    adoption.done(AdoptionTimes.Step.LOCKED);
    letPass(2);
    adoption.done(AdoptionTimes.Step.STATE);
    firstAnswer.set(System.nanoTime());
    assertThat(seconds("locked")).isBetween(0.002, 60.0);
    assertThat(seconds("state")).isBetween(seconds("locked") + 0.002, seconds("answer"));
    assertThat(seconds("resend")).isNaN();
    double first = seconds("locked");
    adoption.done(AdoptionTimes.Step.LOCKED);
    assertThat(seconds("locked")).as("the first time counts").isEqualTo(first);
  }
}
