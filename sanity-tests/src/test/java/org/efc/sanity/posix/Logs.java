// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.sanity.Program;

/** What the suites' programs printed, kept beside the test reports. */
final class Logs {
  private Logs() {}

  static void write(Path file, Program.Outcome outcome) {
    String text =
        "$ %s%nexit status %d after %s%n%s%s"
            .formatted(
                String.join(" ", outcome.command()),
                outcome.status(),
                outcome.took(),
                outcome.out(),
                outcome.err());
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  /** The first line that is not blank, for a case's detail. */
  static String firstLine(String text) {
    return text.lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse("");
  }
}
