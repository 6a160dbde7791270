// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run in words and numbers; printed, and kept for the end of {@code ./dev test}. */
final class KillTable {

  private final List<String> lines = new ArrayList<>();

  /**
   * With its title.
   *
   * @param title what ran, on which storage
   */
  KillTable(String title, Duration took) {
    line("%s: %.1f s, %d cores, %s".formatted(title, took.toMillis() / 1e3, cores(), load()));
  }

  private static int cores() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static String load() {
    try {
      String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
      return "load " + words[0] + " " + words[1];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void line(String text) {
    lines.add(text);
  }

  /** How many of each component. */
  void kills(List<Kill> kills) {
    Map<Component, Long> all = new TreeMap<>();
    kills.forEach(kill -> all.merge(kill.component(), 1L, Long::sum));
    long gently = kills.stream().filter(Kill::gently).count();
    line("  kills: %d %s, %d of them by SIGTERM".formatted(kills.size(), all, gently));
  }

  /** What the prober waited for after each kind of kill. */
  void stalls(List<Kill> kills, List<Stall> stalls) {
    line(
        "  %-28s %6s %8s %8s %8s"
            .formatted("stall of the prober, ms", "kills", "p50", "p99", "max"));
    Stalls.byKind(kills, stalls)
        .forEach(
            (kind, all) ->
                line(
                    "  %-28s %6d %8.1f %8.1f %8.1f"
                        .formatted(
                            kind, all.size(), millis(all, 50), millis(all, 99), millis(all, 100))));
  }

  private static double millis(List<Duration> stalls, int percent) {
    return Stalls.percentile(stalls, percent).toNanos() / 1e6;
  }

  /** Prints it, and writes the file that scripts/TestReport.java prints again at the end. */
  void publish(String name) {
    lines.forEach(System.out::println);
    Path reports = Path.of(System.getProperty("efc.reports", "target"), "failsafe-reports");
    try {
      Files.createDirectories(reports);
      Files.write(reports.resolve(name + ".table.txt"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write the table of " + name, e);
    }
  }
}
