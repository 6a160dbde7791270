// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
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

  private static Attributes changedAt(long second) {
    Timestamp time = new Timestamp(second, 0);
    return new Attributes(
        FileType.DIRECTORY, 0755, 2, 0, 0, 1, 1, DeviceNumber.NONE, 1, 1, time, time, time);
  }

  @Test
  void aDirectoryThatDoesNotChangeIsEndlessWhenItComesBackAgainAndAgain() {
    for (int round = 0; round < 3; round++) {
      assertThat(cycle.isEndless(changedAt(1))).isFalse();
    }
    assertThat(cycle.isEndless(changedAt(1))).isTrue();
  }

  @Test
  void aDirectoryThatChangesMayComeBackAsOftenAsItLikes() {
    for (int round = 0; round < 1000; round++) {
      assertThat(cycle.isEndless(changedAt(round / 3))).isFalse();
      assertThat(cycle.comesTo(5)).as("it begins anew").isFalse();
    }
  }

  @Test
  void whoBeginsAnewMayComeBackAsOftenAsBefore() {
    for (int round = 0; round < 3; round++) {
      assertThat(cycle.isEndless(changedAt(1))).isFalse();
    }
    cycle.restart();
    assertThat(cycle.isEndless(changedAt(1))).isFalse();
  }

  @Test
  void aPageThatComesAgainIsNoticed() {
    DirectoryPage page =
        new DirectoryPage(
            List.of(new DirectoryEntry(Name.of("x"), 1, 9, Optional.empty())), 0, false);
    assertThat(cycle.comesBackIn(page)).isFalse();
    assertThat(cycle.comesBackIn(page)).isTrue();
  }
}
