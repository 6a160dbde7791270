// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Programs that a suite needs, by the names and paths under which they may be installed. */
public final class Installed {
  private Installed() {}

  /** The program's path: on the PATH, to which {@code ./dev test} adds the tools it installed. */
  public static Optional<Path> program(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** For {@link Suite#unavailable()}: what of these is missing, and how to get it. */
  public static Optional<String> missing(String howToGet, String... programs) {
    List<String> missing = new ArrayList<>();
    for (String program : programs) {
      if (program(program).isEmpty()) {
        missing.add(program);
      }
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("not installed: " + String.join(", ", missing) + " (" + howToGet + ")");
  }
}
