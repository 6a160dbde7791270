// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.time.Duration;

/**
 * What an application saw so far; one line of its output.
 *
 * @param operations system calls on the volume, roughly
 * @param verifiedBytes bytes read back, or found on the server, with the right checksum
 * @param records records appended to the journal
 * @param errors operations that failed and blocks that were wrong
 * @param longest the longest that one operation took
 * @param message the first error, empty while there is none
 */
public record LoadReport(
    long operations,
    long verifiedBytes,
    long records,
    long errors,
    Duration longest,
    String message) {
  public static final LoadReport NONE = new LoadReport(0, 0, 0, 0, Duration.ZERO, "");

  String line() {
    return operations
        + " "
        + verifiedBytes
        + " "
        + records
        + " "
        + errors
        + " "
        + longest.toNanos()
        + " "
        + message.replace('\n', ' ');
  }

  static LoadReport parse(String line) {
    String[] fields = line.split(" ", 6);
    return new LoadReport(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Duration.ofNanos(Long.parseLong(fields[4])),
        fields[5]);
  }

  /** Both together. */
  public LoadReport plus(LoadReport other) {
    return new LoadReport(
        operations + other.operations,
        verifiedBytes + other.verifiedBytes,
        records + other.records,
        errors + other.errors,
        longest.compareTo(other.longest) >= 0 ? longest : other.longest,
        message.isEmpty() ? other.message : message);
  }
}
