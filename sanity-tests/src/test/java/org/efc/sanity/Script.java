// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.efc.sanity.node.PrivateDirectory;

/**
 * A Python script of observations: it does things in a directory and prints a line for each thing
 * it saw. What it sees in a native directory of this machine is what it has to see in a mount.
 */
record Script(String name) {
  private static final String PYTHON = "/usr/bin/python3";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  List<String> command(Path directory, String... words) {
    List<String> command = new ArrayList<>(List.of(PYTHON, file().toString()));
    command.add(directory.toString());
    command.addAll(List.of(words));
    return command;
  }

  /** What it sees there; it must end well. */
  List<String> sees(Path directory, String... words) {
    return sees(LIMIT, directory, words);
  }

  List<String> sees(Duration limit, Path directory, String... words) {
    Requirements.program("python3");
    List<String> seen =
        Program.of(command(directory, words)).limit(limit).output().lines().toList();
    assertThat(seen).as("observations of %s %s", name, List.of(words)).isNotEmpty();
    return seen;
  }

  /** What it sees in a native directory. */
  List<String> seesNatively(String... words) {
    Path directory = PrivateDirectory.create(Path.of("/tmp"), "efc-native");
    try {
      return sees(directory, words);
    } finally {
      Program.of("rm", "-rf", directory.toString()).run();
    }
  }

  private Path file() {
    URL resource = Objects.requireNonNull(Script.class.getResource(name), name);
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new SanityException(name, e);
    }
  }
}
