// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;
import org.efc.sanity.node.PrivateDirectory;

/**
 * git, SQLite, PostgreSQL, tar, cp, rsync and a compiler, each with its own idea of what is right.
 * A script passes when it exits with 0; it gets a directory on the file system under test ({@code
 * HERE}), one on another file system ({@code SCRATCH}), and {@code LONG=1} in a long run.
 */
final class RealPrograms implements Suite {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** One of them, as in {@code -Defc.programs=git,tar}; all of them without. */
  private static final String ONLY = System.getProperty("efc.programs", "");

  @Override
  public String name() {
    return "programs";
  }

  @Override
  public Optional<String> unavailable() {
    return Installed.missing("package bash", "bash");
  }

  @Override
  public List<SuiteCase> run(Place place) {
    return Arrays.stream(RealProgram.values())
        .filter(program -> ONLY.isEmpty() || List.of(ONLY.split(",")).contains(program.caseName()))
        .filter(program -> place.deep() || !program.isLong())
        .map(program -> run(place, program))
        .toList();
  }

  private static SuiteCase run(Place place, RealProgram program) {
    String name = program.caseName();
    Optional<String> missing = program.unavailable();
    if (missing.isPresent()) {
      return SuiteCase.skipped(name, missing.get());
    }
    Path scripts = Path.of("src/test/resources/programs").toAbsolutePath();
    Path scratch = PrivateDirectory.create(Path.of("/tmp"), "efc-programs");
    try {
      Path here = Files.createDirectory(place.directory().resolve(name));
      Program.Outcome outcome =
          Program.of("bash", "-euxo", "pipefail", scripts.resolve(name + ".sh").toString())
              .in(scratch)
              .with("HERE", here.toString())
              .with("SCRATCH", scratch.toString())
              .with("SCRIPTS", scripts.toString())
              .with("LONG", place.deep() ? "1" : "0")
              .limit(LIMIT)
              .run();
      Logs.write(place.logs().resolve(name + ".log"), outcome);
      remove(here);
      System.out.printf(
          "%s on %s: exit status %d in %.1f s%n",
          name, place.label(), outcome.status(), outcome.took().toMillis() / 1e3);
      return outcome.status() == 0
          ? SuiteCase.passed(name)
          : SuiteCase.failed(name, "the last command was: " + lastLine(outcome.err()));
    } catch (SanityException e) {
      return SuiteCase.failed(name, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      remove(scratch);
    }
  }

  /** With -x the shell prints each command before it runs it. */
  private static String lastLine(String trace) {
    return trace.lines().filter(line -> !line.isBlank()).reduce("", (before, line) -> line);
  }

  private static void remove(Path directory) {
    Program.of("rm", "-rf", "--one-file-system", directory.toString())
        .limit(Duration.ofMinutes(5))
        .run();
  }
}
