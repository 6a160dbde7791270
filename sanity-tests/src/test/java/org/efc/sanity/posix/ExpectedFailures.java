// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.efc.sanity.SanityException;

/**
 * The cases that are known to fail on a mount though they pass on a native directory, each with its
 * reason and the source that proves it: the file {@code expected-failures.txt}, and no other place.
 */
record ExpectedFailures(List<Entry> entries) {
  private static final String FILE = "/expected-failures.txt";
  private static final Set<String> BACKENDS = Set.of("file", "nfs", "both");

  /**
   * A line of the file: {@code backend | suite | case | reason | source}.
   *
   * @param backend {@code file}, {@code nfs} or {@code both}
   */
  record Entry(String backend, String suite, String name, String reason, String source) {
    private boolean isFor(String label, String suiteName, String caseName) {
      return (backend.equals(label) || backend.equals("both"))
          && suite.equals(suiteName)
          && name.equals(caseName);
    }
  }

  static ExpectedFailures load() {
    try (InputStream file = ExpectedFailures.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new SanityException("no resource " + FILE);
      }
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /**
   * Lines that are empty or begin with # say nothing.
   *
   * @throws SanityException for a line without all five parts, with an unknown backend, or that
   *     repeats another
   */
  static ExpectedFailures parse(String text) {
    List<Entry> entries = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split("\\s*\\|\\s*", -1);
      if (parts.length != 5 || List.of(parts).contains("") || !BACKENDS.contains(parts[0])) {
        throw new SanityException(
            "line %d of %s is not 'file, nfs or both | suite | case | reason | source': %s"
                .formatted(number, FILE, line));
      }
      if (!seen.add(parts[0] + "|" + parts[1] + "|" + parts[2])) {
        throw new SanityException(
            "line %d of %s repeats another: %s".formatted(number, FILE, line));
      }
      entries.add(new Entry(parts[0], parts[1], parts[2], parts[3], parts[4]));
    }
    return new ExpectedFailures(List.copyOf(entries));
  }

  Optional<Entry> of(String label, String suite, String name) {
    return entries.stream().filter(entry -> entry.isFor(label, suite, name)).findFirst();
  }
}
