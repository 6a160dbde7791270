// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests two processes in a row make poisonous. */
class EndedProcessTest {
  /**
   * Each process as how it ended, and what it executed: {@code r} ran, {@code t} threw, before the
   * number of the request.
   */
  @ParameterizedTest(name = "{0} {1}, then {2} {3}: {4}")
  @CsvSource({
    // both ends by the same request
    "killed, t7,    killed, t7,    7",
    "crashed, r7,   crashed, r7,   7",
    "killed, t7,    crashed, r7,   7",
    "crashed, r7,   killed, t7,    7",
    // others ran beside it
    "killed, t7 r8, killed, t7 r8, 7",
    "crashed, r7 r8, crashed, r7 r9, 7",
    "crashed, r7 r8, crashed, r7 r8, 7 8",
    // one end only, or by different ones
    "killed, '',    killed, t7,    ''",
    "killed, t7,    killed, '',    ''",
    "killed, t7,    killed, t8,    ''",
    "crashed, r7,   crashed, r8,   ''",
    // killed while they ran
    "killed, r7,    killed, r7,    ''",
    "killed, r7,    crashed, r7,   ''",
    "crashed, r7,   killed, r7,    ''",
    "killed, r7,    killed, t7,    ''",
  })
  void isRefusedAfterTwoEndsThatItIsSuspectedOf(
      String firstEnd, String first, String secondEnd, String second, String poisonous) {
    List<String> found = new ArrayList<>();
    for (Executed one : process(secondEnd, second).poisonous(process(firstEnd, first))) {
      found.add("" + one.unique());
    }
    assertThat(String.join(" ", found)).isEqualTo(poisonous);
  }

  private static EndedProcess process(String end, String executed) {
    List<Executed> all = new ArrayList<>();
    for (String word : executed.split(" ")) {
      if (!word.isEmpty()) {
        all.add(new Executed(Long.parseLong(word.substring(1)), 1, 1, word.charAt(0) == 't'));
      }
    }
    return new EndedProcess(end.equals("crashed"), all);
  }
}
