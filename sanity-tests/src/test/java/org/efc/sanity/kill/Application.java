// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.sanity.SanityException;

/** A process that works on a volume until its standard input ends. */
final class Application implements AutoCloseable {
  private static final int FIRST_LINES = 5;
  private static final int LAST_LINES = 15;

  private final String name;
  private final Process process;
  private final Path out;
  private final Path err;

  private Application(String name, Process process, Path out, Path err) {
    this.name = name;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param logs a directory for what it prints
   */
  static Application start(
      String name, List<String> command, Map<String, String> environment, Path logs) {
    Path out = logs.resolve("application-" + name + ".out.log");
    Path err = logs.resolve("application-" + name + ".err.log");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(Path.of("/").toFile());
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      return new Application(name, builder.start(), out, err);
    } catch (IOException e) {
      throw new SanityException("can't start " + String.join(" ", command), e);
    }
  }

  String name() {
    return name;
  }

  /** That it has ended by itself, in words; nothing when it runs. */
  Optional<String> ended() {
    return process.isAlive()
        ? Optional.empty()
        : Optional.of(name + " ended: status " + process.exitValue() + "\n" + said() + "\n");
  }

  /** Has it stop after what it is doing. */
  void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended by itself, which its report tells
    }
  }

  /** What it reported; that it did not end within the limit is trouble too. */
  ApplicationReport report(Duration limit) {
    try {
      boolean ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      Optional<String> trouble =
          ended && process.exitValue() == 0
              ? Optional.empty()
              : Optional.of(
                  ended
                      ? "exit status " + process.exitValue()
                      : ApplicationReport.HANGS + limit.toSeconds() + " s");
      return ApplicationReport.parse(name, lines(out), trouble);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SanityException("interrupted while waiting for " + name, e);
    }
  }

  /** What it said of its faults: the first and the last lines. */
  String said() {
    List<String> lines = lines(err);
    if (lines.size() <= FIRST_LINES + LAST_LINES) {
      return String.join("\n", lines);
    }
    return String.join("\n", lines.subList(0, FIRST_LINES))
        + "\n...\n"
        + String.join("\n", lines.subList(lines.size() - LAST_LINES, lines.size()));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new SanityException("can't read " + file, e);
    }
  }

  /** Kills it and what it started. */
  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
