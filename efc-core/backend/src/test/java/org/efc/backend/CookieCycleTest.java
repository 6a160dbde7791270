// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CookieCycleTest {
  private final CookieCycle cycle = new CookieCycle();

  @Test
  void cookiesThatDoNotComeAgainAreGood() {
    for (long cookie = -1_000; cookie < 1_000_000; cookie++) {
      assertThat(cycle.comesTo(cookie * 0x9e37_79b9_7f4a_7c15L)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"0,1", "0,2", "0,1000", "1,1", "7,3", "1000,7", "1000,1000"})
  void aRoundIsNoticedSoon(int before, int length) {
    int steps = 0;
    while (!cycle.comesTo(steps < before ? -1 - steps : (steps - before) % length)) {
      steps++;
      assertThat(steps).isLessThanOrEqualTo(3 * (before + length) + 1);
    }
    assertThat(steps).isGreaterThanOrEqualTo(before + length);
  }

  @Test
  void whoBeginsAnewMayMeetAllAgain() {
    assertThat(cycle.comesTo(5)).isFalse();
    cycle.restart();
    assertThat(cycle.comesTo(5)).isFalse();
    assertThat(cycle.comesTo(5)).isTrue();
  }

  @Test
  void aPageThatComesAgainIsELOOP() {
    DirectoryPage page =
        new DirectoryPage(
            List.of(new DirectoryEntry(Name.of("x"), 1, 9, Optional.empty())), 0, false);
    cycle.requireNew(page);
    assertThatThrownBy(() -> cycle.requireNew(page))
        .isInstanceOfSatisfying(
            BackendException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ELOOP))
        .hasMessageContaining("'x'");
  }
}
