// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The outcomes as a table of text, for the test report. */
final class OnceTable {
  private static final int NAME_WIDTH = 24;
  private static final int CELL_WIDTH = 14;
  private static final List<String> COLUMNS =
      Arrays.stream(Instant.values())
          .flatMap(instant -> Stream.of(instant.word(), instant.word() + " +other"))
          .toList();

  private final Map<String, Map<String, String>> rows = new LinkedHashMap<>();

  void add(String row, String column, String cell) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, cell);
  }

  /** Where TestReport finds it; printed as well. */
  void write() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Exactly once: kill -9 of the client at an instant of a change, alone and with someone");
    lines.add(
        "else who changes the same names on the server before the client is back. \"once\": the");
    lines.add(
        "answer and the server are as if there had been no kill; \"again\": done a second time, as");
    lines.add("docs/consistency.md says; \"WRONG\": neither.");
    StringBuilder head = new StringBuilder(padded("change", NAME_WIDTH));
    COLUMNS.forEach(column -> head.append(padded(column, CELL_WIDTH)));
    lines.add(head.toString().stripTrailing());
    rows.forEach(
        (row, cells) -> {
          StringBuilder line = new StringBuilder(padded(row, NAME_WIDTH));
          COLUMNS.forEach(
              column -> line.append(padded(cells.getOrDefault(column, "-"), CELL_WIDTH)));
          lines.add(line.toString().stripTrailing());
        });
    Path reports = Files.createDirectories(Path.of("target", "failsafe-reports"));
    Files.write(reports.resolve("exactly-once.table.txt"), lines);
    lines.forEach(System.out::println);
  }

  private static String padded(String text, int width) {
    return ("%-" + width + "s").formatted(text);
  }
}
