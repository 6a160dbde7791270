// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Verdicts as files, for the table at the end of {@code ./dev test}: {@code
 * target/posix-reports/SUITE-LABEL.tsv}. The first line is suite, backend and milliseconds; each
 * further one meaning, case and detail.
 */
final class VerdictFile {
  private VerdictFile() {}

  static Path write(Verdict verdict) {
    StringBuilder text = new StringBuilder();
    text.append(verdict.suite()).append('\t').append(verdict.label()).append('\t');
    text.append(verdict.took().toMillis()).append('\n');
    for (Verdict.Judged one : verdict.cases()) {
      text.append(one.meaning()).append('\t').append(flat(one.name())).append('\t');
      text.append(flat(one.detail())).append('\n');
    }
    Path reports = Path.of(System.getProperty("efc.reports", "target"), "posix-reports");
    Path file = reports.resolve(verdict.suite() + "-" + verdict.label() + ".tsv");
    try {
      Files.createDirectories(reports);
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  /** The first line of it, without tabs. */
  private static String flat(String text) {
    return text.strip().lines().findFirst().orElse("").replace('\t', ' ');
  }
}
