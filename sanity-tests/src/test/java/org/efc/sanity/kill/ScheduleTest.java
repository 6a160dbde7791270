// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<Component> ALL = List.of(Component.values());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Test
  void aSeedIsASchedule() {
    assertThat(Schedule.of(7, 100, ALL, PAUSE)).isEqualTo(Schedule.of(7, 100, ALL, PAUSE));
    assertThat(Schedule.of(7, 100, ALL, PAUSE)).isNotEqualTo(Schedule.of(8, 100, ALL, PAUSE));
  }

  @Test
  void everyComponentIsKilledAndOnlySomeGently() {
    List<Schedule.Blow> blows = Schedule.of(1, 1000, ALL, PAUSE).blows();
    assertThat(blows).extracting(Schedule.Blow::component).contains(Component.values());
    assertThat(blows)
        .filteredOn(Schedule.Blow::gently)
        .isNotEmpty()
        .allMatch(blow -> blow.component().endsGently());
    assertThat(blows).allMatch(blow -> blow.pause().compareTo(PAUSE.multipliedBy(2)) < 0);
  }
}
