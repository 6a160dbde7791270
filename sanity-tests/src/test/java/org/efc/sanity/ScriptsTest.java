// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What ShellCheck says of every shell script. */
class ScriptsTest {
  /** Programs; what they read by "." is followed. */
  private static final List<String> PROGRAMS =
      List.of("dev", ".ci/run", "mounter/src/main/dist/bin/efc");

  /** In a part of a program: a variable, an option of the shell that another part sets. */
  private static final String OF_PARTS = "--exclude=SC2034,SC2154,SC2164";

  private final Path root = Path.of(System.getProperty("efc.root", "..")).toAbsolutePath();

  @BeforeEach
  void need() {
    Requirements.program("shellcheck");
  }

  private static List<String> command(String... options) {
    List<String> command = new ArrayList<>(List.of("shellcheck", "--format=gcc"));
    command.addAll(List.of(options));
    return command;
  }

  private Program.Outcome check(List<String> command) {
    return Program.of(command).in(root).run();
  }

  private static void assertNothingSaid(Program.Outcome outcome) {
    assertThat(outcome.out() + outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
  }

  @Test
  void programsAreClean() {
    List<String> command = command("--external-sources", "--severity=info");
    command.addAll(PROGRAMS);
    assertNothingSaid(check(command));
  }

  @Test
  void partsOfProgramsAreClean() throws IOException {
    List<String> command = command("--severity=warning", OF_PARTS);
    int options = command.size();
    for (String directory : List.of("scripts", "sanity-tests/cluster")) {
      try (Stream<Path> files = Files.walk(root.resolve(directory))) {
        files
            .filter(file -> file.toString().endsWith(".sh"))
            .map(file -> root.relativize(file.normalize()).toString())
            .sorted()
            .forEach(command::add);
      }
    }
    assertThat(command.size() - options).as("scripts").isGreaterThan(10);
    assertNothingSaid(check(command));
  }
}
