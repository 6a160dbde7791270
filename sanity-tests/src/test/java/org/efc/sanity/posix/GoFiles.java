// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * Go's own tests of files, with their temporary files on the file system under test. A case is a
 * test function; what it runs inside has names that differ from run to run.
 */
final class GoFiles implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(40);
  private static final List<String> SHORT =
      List.of("os", "path/filepath", "io/fs", "cmd/go/internal/lockedfile/...");
  private static final List<String> LONG =
      List.of(
          "os/exec",
          "io/ioutil",
          "archive/zip",
          "archive/tar",
          "internal/poll",
          "embed",
          "syscall");

  /** Its socket's path is too long in any directory as deep as a volume's. */
  private static final String SOCKET = "/from/unix_domain_socket_target";

  /**
   * Thousands of combinations, and a test of pipes that takes as long. It stands before {@link
   * #SOCKET} in an alternative: go test takes all for one path once it meets a slash.
   */
  private static final String THOUSANDS = "TestRootMulti|TestNonPollable$";

  private static final Pattern RESULT =
      Pattern.compile(
          ".*\"Action\":\"(pass|fail|skip)\",\"Package\":\"([^\"]+)\",\"Test\":\"([^\"/]+)\".*");

  /** A package that does not compile, or whose process ended by a panic, has no failed test. */
  private static final Pattern PACKAGE_FAILED =
      Pattern.compile(".*\"Action\":\"fail\",\"Package\":\"([^\"]+)\",\"Elapsed\".*");

  @Override
  public String name() {
    return "go";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("see https://go.dev/dl", "go");
  }

  /** Its compiler takes more than a minute of a short run. */
  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<SuiteCase> run(Place place) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "go",
                "test",
                "-json",
                "-count=1",
                "-vet=off",
                "-timeout=30m",
                "-skip=" + (place.deep() ? SOCKET : THOUSANDS + "|" + SOCKET)));
    command.addAll(SHORT);
    if (place.deep()) {
      command.addAll(LONG);
    }
    Path sources = Path.of(Program.of("go", "env", "GOROOT").output().strip(), "src");
    Program.Outcome outcome =
        Program.of(command)
            .in(sources)
            .with("TMPDIR", place.directory().toString())
            .limit(LIMIT)
            .run();
    Logs.write(place.logs().resolve("go.log"), outcome);
    List<SuiteCase> cases = parse(outcome.out());
    if (cases.size() < 100) {
      throw new SanityException(
          "Go told of %d tests: see %s".formatted(cases.size(), place.logs()));
    }
    return cases;
  }

  static List<SuiteCase> parse(String json) {
    List<SuiteCase> cases = new ArrayList<>();
    for (String line : json.lines().toList()) {
      Matcher result = RESULT.matcher(line);
      Matcher failed = PACKAGE_FAILED.matcher(line);
      if (result.matches()) {
        String name = result.group(2) + "." + result.group(3);
        cases.add(
            switch (result.group(1)) {
              case "pass" -> SuiteCase.passed(name);
              case "skip" -> SuiteCase.skipped(name, "");
              default -> SuiteCase.failed(name, "see go.log");
            });
      } else if (failed.matches()
          && cases.stream()
              .noneMatch(
                  one ->
                      one.outcome() == SuiteCase.Outcome.FAILED
                          && one.name().startsWith(failed.group(1) + "."))) {
        cases.add(SuiteCase.failed(failed.group(1), "the package failed: see go.log"));
      }
    }
    return cases;
  }
}
