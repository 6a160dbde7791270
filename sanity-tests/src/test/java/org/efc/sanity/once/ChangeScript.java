// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.efc.sanity.Program;

/** Runs one change in a directory of a mount, as an application does. */
final class ChangeScript {
  private static final String PYTHON = "/usr/bin/python3";

  private ChangeScript() {}

  /** What the application was told: "ok" or the name of an errno. */
  static String run(String change, Path directory, Duration limit) {
    return Program.of(PYTHON, script().toString(), change, directory.toString())
        .limit(limit)
        .output()
        .strip();
  }

  private static Path script() {
    URL resource = Objects.requireNonNull(ChangeScript.class.getResource("change.py"));
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
