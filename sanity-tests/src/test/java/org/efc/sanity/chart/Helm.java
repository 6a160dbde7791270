// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.efc.sanity.SanityException;

/** The program helm, on the chart of this project. */
final class Helm {
  static final Path CHART =
      Path.of(System.getProperty("efc.root", "..")).toAbsolutePath().resolve("charts/efc");

  private static final int LIMIT_SECONDS = 60;

  private final Path program;

  /** What helm printed, standard error included. */
  record Result(int status, String output) {}

  private Helm(Path program) {
    this.program = program;
  }

  /** Skips the test where there is no helm. */
  static Helm installed() {
    Optional<Path> found = candidates().filter(Files::isExecutable).findFirst();
    assumeTrue(found.isPresent(), "no helm: ./dev cluster build makes one");
    return new Helm(found.orElseThrow());
  }

  private static Stream<Path> candidates() {
    String home = System.getProperty("user.home");
    String caches = System.getenv().getOrDefault("XDG_CACHE_HOME", home + "/.cache");
    String cache = System.getenv().getOrDefault("EFC_CACHE", caches + "/efc");
    Stream<String> path = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"));
    return Stream.concat(Stream.of(cache + "/bin"), path).map(dir -> Path.of(dir, "helm"));
  }

  Result lint(String... sets) {
    return run("lint", List.of("--strict", CHART.toString()), sets);
  }

  Result template(String... sets) {
    return run("template", List.of("efc", CHART.toString(), "-n", "efc-system"), sets);
  }

  /** What NOTES.txt says, as an installation would print it. */
  Result notes(String... sets) {
    return run(
        "install", List.of("efc", CHART.toString(), "-n", "efc-system", "--dry-run=client"), sets);
  }

  private Result run(String command, List<String> arguments, String... sets) {
    List<String> words = new ArrayList<>(List.of(program.toString(), command));
    words.addAll(arguments);
    for (String set : sets) {
      words.add("--set-json");
      words.add(set);
    }
    try {
      Path output = Files.createTempFile("helm-", ".out");
      try {
        Process process =
            new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new SanityException(words + " takes longer than " + LIMIT_SECONDS + " s");
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted while " + words + " ran");
    }
  }
}
