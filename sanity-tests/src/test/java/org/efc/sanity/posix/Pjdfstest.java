// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/** pjdfstest (the Rust one): what POSIX says of each system call on names, modes and times. */
final class Pjdfstest implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Pattern CASE =
      Pattern.compile("(\\w+(?:::\\w+)+)\\s+(ok|skipped|FAILED|PASSED UNEXPECTEDLY)");

  /**
   * The users are ones that every Linux has, because nobody's machine is to get new ones; their
   * groups are the primary ones. Remounting is off: it would act on the mount of the product.
   */
  private static final String CONFIGURATION =
      """
      [features]
      posix_fallocate = {}
      rename_ctime = {}
      utime_now = {}
      utimensat = {}

      [settings]
      naptime = 0.01
      allow_remount = false

      [dummy_auth]
      entries = [["nobody", "GROUP"], ["daemon", "daemon"]]
      """;

  @Override
  public String name() {
    return "pjdfstest";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("cargo install pjdfstest", "pjdfstest");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    Path configuration = place.logs().resolve("pjd.toml");
    Path log = place.logs().resolve("pjdfstest.log");
    try {
      Files.writeString(configuration, CONFIGURATION.replace("GROUP", groupOfNobody()));
      Program.Outcome outcome =
          Program.of(
                  "pjdfstest",
                  "-c",
                  configuration.toString(),
                  "-p",
                  place.directory().toString(),
                  "-s",
                  place.elsewhere().toString())
              .with("NO_COLOR", "1")
              .limit(LIMIT)
              .run();
      Files.writeString(log, outcome.out() + outcome.err());
      List<SuiteCase> cases = parse(outcome.out());
      if (!outcome.out().contains("Summary: ") || cases.size() < 300) {
        throw new SanityException("pjdfstest did not come to its end: see " + log);
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException("pjdfstest in " + place.logs(), e);
    }
  }

  private static String groupOfNobody() {
    return Program.of("id", "-gn", "nobody").output().strip();
  }

  /** A line a case; the lines after it that begin with a tab say why it failed or was skipped. */
  static List<SuiteCase> parse(String text) {
    List<SuiteCase> cases = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher matcher = CASE.matcher(line);
      if (matcher.matches()) {
        cases.add(
            switch (matcher.group(2)) {
              case "ok" -> SuiteCase.passed(matcher.group(1));
              case "skipped" -> SuiteCase.skipped(matcher.group(1), "");
              default -> SuiteCase.failed(matcher.group(1), "");
            });
      } else if (line.startsWith("\t") && !cases.isEmpty()) {
        SuiteCase last = cases.removeLast();
        String detail = (last.detail() + " " + line.strip()).strip();
        cases.add(new SuiteCase(last.name(), last.outcome(), detail));
      }
    }
    return cases;
  }
}
