// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** The file that several appenders appended to, on the server's side. */
final class AppendedLog {
  private static final int RECORD = 96;

  private final Map<Long, Long> next = new TreeMap<>();
  private final List<String> differences = new ArrayList<>();

  private AppendedLog() {}

  /**
   * What is wrong with it.
   *
   * @param acknowledged how many records of each appender must be there: whole, once, in order
   */
  static List<String> differences(Path file, Map<Long, Long> acknowledged) {
    AppendedLog log = new AppendedLog();
    acknowledged.keySet().forEach(appender -> log.next.put(appender, 0L));
    try {
      log.read(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
    log.next.forEach(
        (appender, count) -> {
          long wanted = acknowledged.getOrDefault(appender, 0L);
          if (count != wanted) {
            log.differences.add(
                "%s: appender %d has %d records in order, %d were acknowledged"
                    .formatted(file, appender, count, wanted));
          }
        });
    return List.copyOf(log.differences);
  }

  private void read(Path file, byte[] bytes) {
    if (bytes.length % RECORD != 0) {
      differences.add(file + " has " + bytes.length + " bytes: no whole number of records");
    }
    for (int at = 0; at + RECORD <= bytes.length; at += RECORD) {
      String record = new String(bytes, at, RECORD, StandardCharsets.ISO_8859_1);
      if (!take(record)) {
        differences.add(file + " at " + at + ": " + record.replace('\0', '0').strip());
      }
    }
  }

  /** A record is {@code APPENDER NUMBER CRC32 ....} with a line's end. */
  private boolean take(String record) {
    String[] words = record.split(" ", 4);
    if (words.length != 4 || !words[3].matches("\\.+\n")) {
      return false;
    }
    CRC32 crc = new CRC32();
    crc.update((words[0] + " " + words[1] + " ").getBytes(StandardCharsets.ISO_8859_1));
    if (!Long.toString(crc.getValue()).equals(words[2])) {
      return false;
    }
    long appender = Long.parseLong(words[0]);
    long number = Long.parseLong(words[1]);
    return next.replace(appender, number, number + 1);
  }
}
