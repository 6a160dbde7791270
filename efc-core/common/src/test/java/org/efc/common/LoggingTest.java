// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {
  private static LogRecord record(Level level, String message) {
    LogRecord record = new LogRecord(level, message);
    record.setLoggerName("org.efc.client.ClientMain");
    record.setInstant(Instant.parse("2026-11-21T01:02:03.456Z"));
    return record;
  }

  @Test
  void oneRecordIsOneLine() {
    assertThat(new Logging.OneLine().format(record(Level.SEVERE, "first\nsecond")))
        .isEqualTo("2026-11-21T01:02:03.456Z ERROR ClientMain: first\\nsecond\n");
  }

  @Test
  void parametersAreFilledInAndTracesFollow() {
    LogRecord record = record(Level.INFO, "{0} of {1}");
    record.setParameters(new Object[] {"1", "2"});
    record.setThrown(new EfcException("why"));
    assertThat(new Logging.OneLine().format(record))
        .startsWith("2026-11-21T01:02:03.456Z INFO ClientMain: 1 of 2\n")
        .contains("EfcException: why");
  }
}
