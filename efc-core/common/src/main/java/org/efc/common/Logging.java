// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sends every logger of the process ({@code System.Logger} and libraries that use
 * java.util.logging) to standard error, one line a record: time, level, short logger name, message.
 */
public final class Logging {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Logging() {}

  /**
   * @param level the lowest level printed: ERROR, WARNING, INFO, DEBUG or TRACE
   */
  public static void configure(System.Logger.Level level) {
    Logger root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler console = new ConsoleHandler();
    console.setFormatter(new OneLine());
    console.setLevel(Level.ALL);
    root.addHandler(console);
    root.setLevel(jul(level));
  }

  private static Level jul(System.Logger.Level level) {
    return switch (level) {
      case ALL, TRACE -> Level.FINER;
      case DEBUG -> Level.FINE;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARNING;
      case ERROR, OFF -> Level.SEVERE;
    };
  }

  static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord record) {
      String logger = record.getLoggerName();
      logger = logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1);
      StringBuilder line = new StringBuilder(160);
      line.append(TIME.format(Instant.ofEpochMilli(record.getMillis())))
          .append(' ')
          .append(Level.SEVERE.equals(record.getLevel()) ? "ERROR" : record.getLevel().getName())
          .append(' ')
          .append(logger)
          .append(": ")
          .append(formatMessage(record).replace("\n", "\\n"))
          .append('\n');
      Throwable thrown = record.getThrown();
      if (thrown != null) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        line.append(trace);
      }
      return line.toString();
    }
  }
}
