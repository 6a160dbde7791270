// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.sanity.Program;
import org.efc.sanity.SanityException;

/**
 * The built distribution: the only way in which these tests know the product.
 *
 * @param directory has {@code bin/efc} and {@code lib/}
 */
public record Distribution(Path directory) {
  private static final Duration COPIED_WITHIN = Duration.ofMinutes(2);

  /**
   * The one the build made: system property {@code efc.dist}.
   *
   * @throws SanityException when it has not been built
   */
  public static Distribution built() {
    Path directory = Path.of(System.getProperty("efc.dist", "target/efc")).toAbsolutePath();
    if (!Files.isExecutable(directory.resolve("bin/efc"))) {
      throw new SanityException(
          "no distribution at " + directory + " (property efc.dist): build it with ./dev build");
    }
    return new Distribution(directory);
  }

  /** The command line of a sub-command. */
  public List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(directory.resolve("bin/efc").toString());
    command.addAll(arguments);
    return command;
  }

  /** Copies it: another version, to upgrade to. */
  public Path copyTo(Path copy) {
    Program.of("cp", "-a", directory.toString(), copy.toString()).limit(COPIED_WITHIN).output();
    return copy;
  }

  /** A sub-command that ends by itself. */
  public Program efc(String... arguments) {
    return Program.of(command(List.of(arguments)));
  }

  /** The jars of one process: {@code client}, {@code mounter} or {@code csi}. */
  public Path libraries(String process) {
    return directory.resolve("lib").resolve(process);
  }
}
