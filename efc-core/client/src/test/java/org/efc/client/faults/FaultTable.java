// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The outcomes as a table of text, for the test report. */
final class FaultTable {
  /** Stands where the fault can't happen to the operation. */
  static final String IMPOSSIBLE = "-";

  private static final int NAME_WIDTH = 44;

  private final List<String> lines = new ArrayList<>();
  private final List<String> rules = new ArrayList<>();

  FaultTable() {
    StringBuilder head =
        new StringBuilder("fault \\ operation").append(" ".repeat(NAME_WIDTH - 17));
    for (Operation operation : Operation.values()) {
      head.append(' ').append(padded(operation.label(), operation));
    }
    lines.add(head.toString().stripTrailing());
  }

  synchronized void add(Row row, Map<Operation, String> outcomes) {
    StringBuilder line = new StringBuilder("%-44s".formatted(row.name()));
    for (Operation operation : Operation.values()) {
      line.append(' ').append(padded(outcomes.getOrDefault(operation, "?"), operation));
    }
    lines.add(line.toString().stripTrailing());
    rules.add("  %s: %s".formatted(row.name(), row.rule()));
  }

  private static String padded(String text, Operation column) {
    return ("%-" + Math.max(10, column.label().length()) + "s").formatted(text);
  }

  /** Where TestReport finds it. */
  synchronized void write() throws IOException {
    Path reports = Files.createDirectories(Path.of("target", "surefire-reports"));
    List<String> all = new ArrayList<>();
    all.add(
        "Fault matrix: what an application sees on the mount; every outcome is as expected from");
    all.add("the rule below, but those marked with an exclamation mark.");
    all.addAll(lines);
    all.add("");
    all.addAll(rules);
    Files.write(reports.resolve("fault-matrix.table.txt"), all);
  }
}
