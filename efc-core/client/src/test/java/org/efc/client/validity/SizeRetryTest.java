// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeRetryTest {
  private long now;
  private final SizeRetry looks = new SizeRetry(() -> now);

  @Test
  void anOpenIsSentBackOnce() {
    assertThat(looks.isDue(1, 100)).isTrue();
    assertThat(looks.isDue(1, 100)).isFalse();
    assertThat(looks.isDue(1, 100)).isTrue();
  }

  @Test
  void othersAreSentBackThemselves() {
    assertThat(looks.isDue(1, 100)).isTrue();
    assertThat(looks.isDue(1, 101)).isTrue();
    assertThat(looks.isDue(2, 100)).isTrue();
  }

  @Test
  void whatWentThroughOrIsLongAgoCountsNoLonger() {
    looks.isDue(1, 100);
    looks.passed(1, 100);
    assertThat(looks.isDue(1, 100)).isTrue();
    now += 2_000_000_001L;
    assertThat(looks.isDue(1, 100)).isTrue();
  }

  /** The kernel looks again once for each open: ESTALE a second time would be the caller's. */
  @Test
  void anOpenThatWasStaleIsNotSentBackOnceMore() {
    looks.sentBack(100);
    assertThat(looks.isDue(1, 101)).isTrue();
    assertThat(looks.isDue(1, 100)).isFalse();
    assertThat(looks.isDue(1, 100)).isTrue();
  }
}
