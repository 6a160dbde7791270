// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StallsTest {
  private static Kill kill(Component component, long atMillis, Component... down) {
    return new Kill(component, false, atMillis * 1_000_000, Set.of(down));
  }

  private static Stall stall(long fromMillis, long toMillis) {
    return new Stall(
        (fromMillis - 1) * 1_000_000, fromMillis * 1_000_000, toMillis * 1_000_000, "pread");
  }

  @Test
  void theLongestOperationUnderWayOrSoonAfterIsTheKills() {
    assertThat(
            Stalls.byKind(
                List.of(kill(Component.CLIENT, 100), kill(Component.PLUGIN, 900)),
                List.of(stall(50, 60), stall(95, 300), stall(150, 320), stall(910, 915))))
        .isEqualTo(
            Map.of(
                "client", List.of(Duration.ofMillis(205)),
                "plugin", List.of(Duration.ofMillis(5))));
  }

  @Test
  void whatBeganLaterIsCountedByItself() {
    assertThat(
            Stalls.byKind(
                List.of(kill(Component.CLIENT, 100), kill(Component.CLIENT, 900)),
                List.of(stall(99, 110), stall(201, 230), stall(700, 704), stall(1000, 1050))))
        .isEqualTo(
            Map.of(
                "client",
                List.of(Duration.ofMillis(11), Duration.ofMillis(50)),
                Stalls.LATER,
                List.of(Duration.ofMillis(29), Stalls.UNNOTICED)));
  }

  @Test
  void aStallOfSeveralKillsIsNobodysAlone() {
    assertThat(
            Stalls.byKind(
                List.of(
                    kill(Component.CLIENT, 100),
                    kill(Component.SESSION_MANAGER, 150),
                    kill(Component.CLIENT, 900)),
                List.of(stall(99, 500))))
        .isEqualTo(
            Map.of(
                Stalls.SEVERAL,
                List.of(Duration.ofMillis(401)),
                "client",
                List.of(Stalls.UNNOTICED)));
  }

  @Test
  void aClientThatNobodyRestartsIsAKindOfItsOwn() {
    assertThat(
            Stalls.byKind(
                    List.of(
                        kill(Component.SESSION_MANAGER, 10),
                        kill(Component.CLIENT, 100, Component.SESSION_MANAGER)),
                    List.of(stall(100, 700)))
                .keySet())
        .containsExactly("client, no session manager", "session manager");
  }

  @Test
  void percentiles() {
    List<Duration> hundred = IntStream.rangeClosed(1, 100).mapToObj(Duration::ofMillis).toList();
    assertThat(Stalls.percentile(hundred, 50)).isEqualTo(Duration.ofMillis(50));
    assertThat(Stalls.percentile(hundred, 99)).isEqualTo(Duration.ofMillis(99));
    assertThat(Stalls.percentile(List.of(Duration.ofMillis(7)), 50))
        .isEqualTo(Duration.ofMillis(7));
  }
}
