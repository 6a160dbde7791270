// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of failovers, their file and their text for Prometheus. */
class FailoverHistoryTest {
  @TempDir private Path directory;

  private static Failover failover(int generation, String cause, long stall) {
    return new Failover(1_700_000_000_000L, generation, cause, "because", stall, 0);
  }

  private static FailoverHistory three() {
    return FailoverHistory.NONE
        .with(failover(1, "killed", 10))
        .with(failover(2, "killed", 11))
        .withResent(2, 5)
        .with(failover(3, "upgrade", 20_000))
        .withResent(3, 2)
        .withResent(3, 4)
        .withConnectionLost()
        .withLost(7);
  }

  @Test
  void countsByCauseAndByStall() {
    FailoverHistory history = three();
    assertThat(history.total()).isEqualTo(3);
    assertThat(history.stallMillis()).isEqualTo(20_021);
    assertThat(history.causes()).isEqualTo(Map.of("killed", 2L, "upgrade", 1L));
    assertThat(history.buckets()).containsExactly(1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L);
    assertThat(history.latest()).extracting(Failover::resent).containsExactly(0L, 5L, 4L);
    assertThat(history.resent()).isEqualTo(9);
  }

  @Test
  void keepsTheLatestWhateverTheirNumber() {
    FailoverHistory history = FailoverHistory.NONE;
    for (int i = 1; i <= 1000; i++) {
      history = history.with(failover(i, "killed", 1));
    }
    assertThat(history.total()).isEqualTo(1000);
    assertThat(history.latest()).hasSize(FailoverHistory.KEPT);
    assertThat(history.latest().getLast().generation()).isEqualTo(1000);
  }

  @Test
  void theFileHasWhatWasSaved() {
    FailoverFile file = new FailoverFile(directory);
    assertThat(file.load()).isEqualTo(FailoverHistory.NONE);
    file.save(three());
    assertThat(new FailoverFile(directory).load()).isEqualTo(three());
  }

  @Test
  void aDamagedFileCountsAnew() throws IOException {
    Path file = directory.resolve("failovers.json");
    for (String content : new String[] {"", "{", "{\"format\":1}", "{\"format\":2,\"total\":3}"}) {
      Files.writeString(file, content);
      assertThat(new FailoverFile(directory).load()).as(content).isEqualTo(FailoverHistory.NONE);
    }
  }

  @Test
  void metricsAreCumulativeAndNamesAreQuoted() {
    String text = FailoverMetrics.of(Map.of("a\"b", three()));
    assertThat(text)
        .contains(
            "# TYPE efc_failover_stall_seconds histogram\n",
            "efc_failover_stall_seconds_bucket{volume=\"a\\\"b\",le=\"0.01\"} 1\n",
            "efc_failover_stall_seconds_bucket{volume=\"a\\\"b\",le=\"0.02\"} 2\n",
            "efc_failover_stall_seconds_bucket{volume=\"a\\\"b\",le=\"10.0\"} 2\n",
            "efc_failover_stall_seconds_bucket{volume=\"a\\\"b\",le=\"+Inf\"} 3\n",
            "efc_failover_stall_seconds_sum{volume=\"a\\\"b\"} 20.021\n",
            "efc_failover_stall_seconds_count{volume=\"a\\\"b\"} 3\n",
            "efc_failovers_total{volume=\"a\\\"b\",cause=\"killed\"} 2\n",
            "efc_inflight_resent_total{volume=\"a\\\"b\"} 9\n",
            "efc_connections_lost_total{volume=\"a\\\"b\"} 1\n",
            "efc_requests_lost_total{volume=\"a\\\"b\"} 7\n");
  }
}
