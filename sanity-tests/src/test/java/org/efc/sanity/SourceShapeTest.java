// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What CONTRIBUTING.md promises of the sources' shape. */
class SourceShapeTest {
  private static final Path ROOT = Path.of(System.getProperty("efc.root", "..")).toAbsolutePath();
  private static final int LONGEST = 600;
  private static final int MEDIAN = 100;

  @Test
  void noFileIsLongerThanSixHundredLines() {
    assertThat(lengths("/src/"))
        .isNotEmpty()
        .allSatisfy((file, lines) -> assertThat(lines).isLessThanOrEqualTo(LONGEST));
  }

  @Test
  void theMedianFileIsShort() {
    List<Integer> sorted = lengths("/src/main/").values().stream().sorted().toList();
    assertThat(sorted).hasSizeGreaterThan(50);
    assertThat(sorted.get(sorted.size() / 2)).isLessThan(MEDIAN);
  }

  @Test
  void everyFileNamesItsLicence() {
    assertThat(lengths("/src/").keySet())
        .allSatisfy(
            file ->
                assertThat(lines(file).getFirst()).contains("SPDX-License-Identifier: Apache-2.0"));
  }

  @Test
  void namesSayWhatThingsAre() {
    assertThat(lengths("/src/").keySet())
        .noneMatch(
            file ->
                file.getFileName().toString().matches(".*(Manager|Helper|Utils?|Impl)\\.java")
                    // the session manager is the field's own name for it
                    && !file.getFileName().toString().startsWith("SessionManager"));
  }

  private static Map<Path, Integer> lengths(String part) {
    Map<Path, Integer> lengths = new TreeMap<>();
    try (var files = Files.walk(ROOT)) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains(part) && !file.toString().contains("/target/"))
          .forEach(file -> lengths.put(file, lines(file).size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lengths;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
