// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(2));

  @Test
  void firstRestartIsImmediate() {
    assertThat(POLICY.delay(1)).isZero();
  }

  @Test
  void furtherOnesTakeTwiceAsLongEachUpToTheCap() {
    assertThat(IntStream.rangeClosed(2, 9).mapToLong(n -> POLICY.delay(n).toMillis()))
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
  }

  @Test
  void neverGivesUp() {
    assertThat(POLICY.delay(1000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(POLICY.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void clientThatStayedUpStartsTheCountAgain() {
    assertThat(POLICY.count(7, Duration.ofSeconds(2))).isEqualTo(1);
    assertThat(POLICY.count(7, Duration.ofMillis(1999))).isEqualTo(8);
    assertThat(POLICY.count(0, Duration.ZERO)).isEqualTo(1);
  }
}
