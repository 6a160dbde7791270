// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.efc.mounter.failover.Failover;
import org.efc.mounter.failover.FailoverHistory;

/** The clients of a volume that ended, a line each, the latest last. */
final class FailoverTable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private FailoverTable() {}

  /** Empty for a volume whose first client lives. */
  static String of(FailoverHistory history) {
    if (history.total() == 0) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    text.append(
        "%nclients that ended: %d, %d requests resent in all, nobody served for %d ms%n"
            .formatted(history.total(), history.resent(), history.stallMillis()));
    if (history.total() > history.latest().size()) {
      text.append("the latest %d:%n".formatted(history.latest().size()));
    }
    history.latest().forEach(failover -> text.append(line(failover)));
    return text.toString();
  }

  private static String line(Failover failover) {
    return "  %s  generation %d: %s; served again after %d ms, %d requests resent%n"
        .formatted(
            TIME.format(Instant.ofEpochMilli(failover.endedAt())),
            failover.generation(),
            failover.reason(),
            failover.stallMillis(),
            failover.resent());
  }
}
