// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.efc.backend.Caller;
import org.junit.jupiter.api.Test;

class CallersTest {
  private final List<Integer> asked = new ArrayList<>();
  private long now;
  private final Callers callers =
      new Callers(
          pid -> {
            asked.add(pid);
            return List.of(pid + 1, pid + 2);
          },
          () -> now);

  @Test
  void groupsComeFromTheProcessAndAreKeptForASecond() {
    assertThat(callers.of(5, 6, 100)).isEqualTo(new Caller(5, 6, List.of(101, 102)));
    now += 999_999_999;
    callers.of(5, 6, 100);
    assertThat(asked).containsExactly(100);
    now += 1;
    callers.of(5, 6, 100);
    assertThat(asked).containsExactly(100, 100);
  }

  @Test
  void aProcessThatChangedItsUserIsAskedAgain() {
    callers.of(5, 6, 100);
    assertThat(callers.of(7, 6, 100).uid()).isEqualTo(7);
    assertThat(asked).hasSize(2);
  }

  @Test
  void processesThatShareASlotAreKeptApart() {
    callers.of(5, 6, 100);
    assertThat(callers.of(5, 6, 100 + 256).groups()).containsExactly(357, 358);
  }

  @Test
  void theSuperuserAndTheUnknownHaveNone() {
    assertThat(callers.of(0, 0, 100)).isEqualTo(Caller.ROOT);
    assertThat(callers.of(0, 7, 100).groups()).isEmpty();
    assertThat(callers.of(5, 6, 0).groups()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void realProcessesAreRead() {
    assertThat(ProcessStatus.groups(Integer.MAX_VALUE)).isEmpty();
    assertThat(ProcessStatus.isDying((int) ProcessHandle.current().pid())).isFalse();
    assertThat(ProcessStatus.isDying(Integer.MAX_VALUE)).isTrue();
  }
}
