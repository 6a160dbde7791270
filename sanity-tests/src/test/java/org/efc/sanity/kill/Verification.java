// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.efc.sanity.Program;

/** What the applications said is on the volume, against what the server has. */
record Verification(Path server, Path scratch, List<ApplicationReport> reports) {

  /** Each thing that differs. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    for (ApplicationReport report : reports) {
      if (!report.expected().isEmpty()) {
        differences.addAll(
            ServerSide.differences(server.resolve(report.name()), report.expected()));
      }
    }
    if (!acknowledged("appender-").isEmpty()) {
      differences.addAll(
          AppendedLog.differences(server.resolve("appended"), acknowledged("appender-")));
    }
    if (ranWell("sqlite-")) {
      database(differences);
    }
    if (ranWell("git")) {
      repository(differences);
    }
    return differences;
  }

  /** By the number of each of them. */
  private Map<Long, Long> acknowledged(String name) {
    return reports.stream()
        .filter(report -> report.name().startsWith(name) && !report.hangs())
        .collect(
            Collectors.toMap(
                report -> Long.parseLong(report.name().substring(name.length())),
                report -> report.number("acknowledged"),
                (a, b) -> a,
                TreeMap::new));
  }

  /** An application that failed did not say how much it had done. */
  private boolean ranWell(String name) {
    List<ApplicationReport> named =
        reports.stream().filter(report -> report.name().startsWith(name)).toList();
    return !named.isEmpty() && named.stream().allMatch(report -> report.trouble().isEmpty());
  }

  /** Asked of a copy: SQLite writes beside a database that it opens. */
  private void database(List<String> differences) {
    try (Stream<Path> files = Files.list(server)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("database.*")).toList()) {
        Files.copy(file, scratch.resolve(file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't copy the database", e);
    }
    String found =
        Program.of(
                "sqlite3",
                scratch.resolve("database").toString(),
                "PRAGMA integrity_check; SELECT writer || ' ' || count(*) || ' ' || max(n) FROM t"
                    + " GROUP BY writer ORDER BY writer")
            .run()
            .out();
    StringBuilder wanted = new StringBuilder("ok\n");
    acknowledged("sqlite-")
        .forEach(
            (writer, count) -> {
              if (count > 0) {
                wanted.append("%d %d %d%n".formatted(writer, count, count - 1));
              }
            });
    if (!found.contentEquals(wanted)) {
      differences.add("the database on the server: " + found + "and not " + wanted);
    }
  }

  private void repository(List<String> differences) {
    Program.Outcome fsck =
        Program.of("git", "-c", "safe.directory=*", "fsck", "--full", "--strict")
            .in(server.resolve("git/repository"))
            .run();
    if (fsck.status() != 0) {
      differences.add("git fsck on the server: " + fsck.out() + fsck.err());
    }
  }
}
