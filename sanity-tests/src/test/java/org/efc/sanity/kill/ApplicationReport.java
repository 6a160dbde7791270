// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an application reported at its end.
 *
 * @param numbers by their names, as {@code operations}
 * @param expected what the server must have in its directory: see {@link ServerSide}
 * @param stalls of the prober
 * @param trouble how it ended, when it did not end well
 */
record ApplicationReport(
    String name,
    Map<String, Long> numbers,
    List<String> expected,
    List<Stall> stalls,
    Optional<String> trouble) {
  static final String HANGS = "hangs: not done after ";

  /** Reads its lines. */
  static ApplicationReport parse(String name, List<String> lines, Optional<String> trouble) {
    Map<String, Long> numbers = new TreeMap<>();
    List<String> expected = new ArrayList<>();
    List<Stall> stalls = new ArrayList<>();
    for (String line : lines) {
      String[] words = line.split(" ", 2);
      if (words[0].equals("expect")) {
        expected.add(words[1]);
      } else if (words[0].equals("stall")) {
        stalls.add(Stall.parse(words[1]));
      } else if (words.length == 2 && words[1].matches("\\d+")) {
        numbers.put(words[0], Long.parseLong(words[1]));
      }
    }
    return new ApplicationReport(name, numbers, expected, stalls, trouble);
  }

  long number(String what) {
    return numbers.getOrDefault(what, 0L);
  }

  /** Whether an operation of it never ended. */
  boolean hangs() {
    return trouble.filter(text -> text.startsWith(HANGS)).isPresent();
  }

  /** Faults that it counted, and one for an end that was not good. */
  long errors() {
    return number("errors") + (trouble.isPresent() ? 1 : 0);
  }
}
