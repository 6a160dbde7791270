// SPDX-License-Identifier: Apache-2.0
package org.efc.client.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
  private final AtomicLong now = new AtomicLong(-7);
  private final LogLimit limit = new LogLimit(Duration.ofSeconds(30), now::get);

  @Test
  void fiveInEachPeriodAndThenWhatWasLeftOut() {
    for (int i = 0; i < 5; i++) {
      assertThat(limit.next()).isZero();
    }
    for (int i = 0; i < 1_000_000; i++) {
      assertThat(limit.next()).isEqualTo(-1);
    }
    now.addAndGet(Duration.ofSeconds(30).toNanos());
    assertThat(limit.next()).isEqualTo(1_000_000);
    assertThat(limit.next()).isZero();
  }
}
