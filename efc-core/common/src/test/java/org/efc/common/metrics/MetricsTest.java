// SPDX-License-Identifier: Apache-2.0
package org.efc.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  @Test
  void familiesAreExposedOnceWithTheirSeries() {
    metrics.counter("efc_requests_total{op=\"read\"}", "Requests").add(3);
    metrics.counter("efc_requests_total{op=\"write\"}", "Requests").increment();
    metrics.gauge("efc_inflight", "In flight", () -> 2);
    metrics.gauge("efc_ratio", "A ratio", () -> 0.25);
    assertThat(metrics.exposition())
        .isEqualTo(
            """
            # HELP efc_inflight In flight
            # TYPE efc_inflight gauge
            efc_inflight 2
            # HELP efc_ratio A ratio
            # TYPE efc_ratio gauge
            efc_ratio 0.25
            # HELP efc_requests_total Requests
            # TYPE efc_requests_total counter
            efc_requests_total{op="read"} 3
            efc_requests_total{op="write"} 1
            """);
  }

  @Test
  void theSumOfAFamilyIsThatOfItsCountersAndAsksNoGauge() {
    metrics.counter("efc_requests_total{op=\"read\"}", "Requests").add(3);
    metrics.counter("efc_requests_total{op=\"write\"}", "Requests").increment();
    metrics.counter("efc_requests_total_more{op=\"write\"}", "Others").increment();
    metrics.counter("efc_requests", "Others").increment();
    metrics.counter("efc_resent_total", "Without labels").add(2);
    metrics.gauge(
        "efc_requests_asked",
        "Never asked",
        () -> {
          throw new AssertionError("a sum of counters asks for all values");
        });
    assertThat(metrics.sum("efc_requests_total")).isEqualTo(4);
    assertThat(metrics.sum("efc_resent_total")).isEqualTo(2);
    assertThat(metrics.sum("efc_none_total")).isZero();
  }

  @Test
  void sameNameIsTheSameCounter() {
    metrics.counter("a", "help").increment();
    metrics.counter("a", "help").increment();
    assertThat(metrics.counter("a", "help").value()).isEqualTo(2);
  }

  @Test
  void histogramCountsEachDurationInEveryBucketFromItsOwnOn() {
    Histogram histogram = metrics.histogram("efc_seconds{op=\"read\"}", "Durations");
    histogram.record(1000); // 1 us
    histogram.record(1001); // more than 1 us
    histogram.record(500_000_000); // half a second
    histogram.record(3_600_000_000_000L); // an hour is more than any bound
    assertThat(metrics.exposition())
        .contains("# TYPE efc_seconds histogram\n")
        .contains("efc_seconds_bucket{op=\"read\",le=\"1.0E-6\"} 1\n")
        .contains("efc_seconds_bucket{op=\"read\",le=\"2.0E-6\"} 2\n")
        .contains("efc_seconds_bucket{op=\"read\",le=\"0.524288\"} 3\n")
        .contains("efc_seconds_bucket{op=\"read\",le=\"67.108864\"} 3\n")
        .contains("efc_seconds_bucket{op=\"read\",le=\"+Inf\"} 4\n")
        .contains("efc_seconds_sum{op=\"read\"} 3600.500002001\n")
        .contains("efc_seconds_count{op=\"read\"} 4\n");
  }

  @Test
  void durationsOfZeroAndLessAreInTheFirstBucket() {
    Histogram histogram = metrics.histogram("h", "help");
    histogram.record(0);
    histogram.record(-5);
    assertThat(metrics.exposition()).contains("h_bucket{le=\"1.0E-6\"} 2\n");
  }

  @Test
  void manyThreadsLoseNoCount() throws InterruptedException {
    Counter counter = metrics.counter("c", "help");
    CountDownLatch done = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  counter.increment();
                }
                done.countDown();
              });
    }
    done.await();
    assertThat(counter.value()).isEqualTo(40_000);
  }
}
