// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The cases with their times: what ./dev e2e prints in the end. */
final class CaseTable {
  private static final String FORMAT = "%-66s %-6s %9s %14s %16s%n";
  private static final double MILLIS = 1000.0;

  /** One case. */
  static final class Row {
    private final String name;
    private final long start = System.nanoTime();
    private Optional<Duration> ready = Optional.empty();
    private Optional<Duration> stall = Optional.empty();

    private Row(String name) {
      this.name = name;
    }

    /** The longest that a pod of it took from apply to Ready. */
    void ready(Duration took) {
      ready = Optional.of(ready.filter(before -> before.compareTo(took) > 0).orElse(took));
    }

    /** The longest that an application of it waited. */
    void stall(Duration waited) {
      stall = Optional.of(stall.filter(before -> before.compareTo(waited) > 0).orElse(waited));
    }

    private String line(String outcome) {
      return String.format(
          Locale.ROOT,
          FORMAT,
          name,
          outcome,
          seconds(Optional.of(Duration.ofNanos(System.nanoTime() - start))),
          seconds(ready),
          seconds(stall));
    }

    private static String seconds(Optional<Duration> time) {
      return time.map(it -> String.format(Locale.ROOT, "%.2f s", it.toMillis() / MILLIS))
          .orElse("-");
    }
  }

  private final List<String> lines = new ArrayList<>();

  Row begin(String name) {
    return new Row(name);
  }

  void end(Row row, boolean passed) {
    String line = row.line(passed ? "ok" : "FAILED");
    lines.add(line);
    System.out.print(line);
  }

  /** Prints all, and leaves them in a file. */
  void print(Path file) {
    String text =
        String.format(Locale.ROOT, FORMAT, "case", "", "time", "pod Ready in", "longest stall")
            + String.join("", lines);
    System.out.print("\n" + text);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
