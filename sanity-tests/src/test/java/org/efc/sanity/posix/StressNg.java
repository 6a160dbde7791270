// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.efc.sanity.Program;

/** The stressors of stress-ng's file system class, each by itself, checking what it can. */
final class StressNg implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** What a run of some seconds has: one stressor for each kind of call. */
  private static final List<String> SHORT =
      List.of("access", "chmod", "dir", "fcntl", "flock", "link", "mknod", "rename", "utime");

  /** Does not touch the mount, and may hang the machine; stress-ng runs it only when urged. */
  private static final Set<String> LEFT_OUT = Set.of("bind-mount");

  @Override
  public String name() {
    return "stress-ng";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("package stress-ng", "stress-ng");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    List<SuiteCase> cases = new ArrayList<>();
    for (String stressor : place.deep() ? filesystemClass() : SHORT) {
      cases.add(run(place, stressor));
    }
    return cases;
  }

  /** It tells the members in a line: {@code class 'filesystem' stressors: access ...}. */
  private static List<String> filesystemClass() {
    String answer = Program.of("stress-ng", "--class", "filesystem?").run().out();
    return List.of(answer.substring(answer.indexOf(": ") + 2).strip().split("\\s+")).stream()
        .filter(stressor -> !LEFT_OUT.contains(stressor))
        .toList();
  }

  /** Exit status: 0 passed, 2 failed, 3 no resources, 4 not implemented (stress-ng(1)). */
  private static SuiteCase run(Place place, String stressor) {
    Program.Outcome outcome =
        Program.of(
                "stress-ng",
                "--" + stressor,
                "1",
                "--timeout",
                place.deep() ? "3s" : "1s",
                "--verify",
                "--temp-path",
                place.directory().toString())
            .limit(LIMIT)
            .run();
    Logs.write(place.logs().resolve(stressor + ".log"), outcome);
    String said = outcome.err() + outcome.out();
    if (outcome.status() == 0) {
      return said.contains("skipped")
          ? SuiteCase.skipped(stressor, telling(said, "skipped"))
          : SuiteCase.passed(stressor);
    }
    return outcome.status() == 3 || outcome.status() == 4
        ? SuiteCase.skipped(stressor, telling(said, "skipp"))
        : SuiteCase.failed(stressor, telling(said, "fail"));
  }

  /** The line of the output that has the word; the first line when none has. */
  private static String telling(String text, String word) {
    return text.lines()
        .filter(line -> line.contains(word) && !line.contains("setting to"))
        .map(line -> line.replaceFirst("^stress-ng: \\w+:\\s+\\[\\d+\\]\\s*", "").strip())
        .findFirst()
        .orElseGet(() -> Logs.firstLine(text));
  }
}
