// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.efc.mounter.VolumeStatus;

/** Volumes as aligned columns; what is wrong with one follows below its line. */
final class StatusTable {
  private static final List<String> HEADER =
      List.of("VOLUME", "SOURCE", "STATE", "PID", "GEN", "REQUESTS", "LAST EXIT", "TARGETS");
  private static final int MAX_CELL = 60;

  private StatusTable() {}

  static String of(List<VolumeStatus> volumes) {
    if (volumes.isEmpty()) {
      return "no volumes\n";
    }
    List<VolumeStatus> sorted =
        volumes.stream()
            .sorted(Comparator.comparing((VolumeStatus volume) -> volume.spec().volumeId()))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    sorted.forEach(volume -> rows.add(row(volume)));
    int[] widths = widths(rows);
    StringBuilder text = new StringBuilder();
    append(text, rows.getFirst(), widths);
    for (int i = 0; i < sorted.size(); i++) {
      append(text, rows.get(i + 1), widths);
      if (sorted.get(i).abnormal()) {
        text.append("  ! ").append(sorted.get(i).message()).append('\n');
      }
    }
    return text.toString();
  }

  private static List<String> row(VolumeStatus volume) {
    return List.of(
        shorten(volume.spec().volumeId()),
        shorten(volume.spec().source()) + (volume.spec().readOnly() ? " (ro)" : ""),
        volume.state(),
        volume.clientPid() == 0 ? "-" : Integer.toString(volume.clientPid()),
        Integer.toString(volume.generation()),
        Long.toString(volume.requests()),
        volume.lastExit().isEmpty() ? "-" : volume.lastExit(),
        volume.targets().isEmpty() ? "-" : String.join(", ", volume.targets()));
  }

  /** Keeps the end of a long cell: that is where ids and paths differ. */
  private static String shorten(String cell) {
    return cell.length() <= MAX_CELL ? cell : "..." + cell.substring(cell.length() - MAX_CELL + 3);
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  private static void append(StringBuilder text, List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }
}
