// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efc.common.CommandLine;
import org.efc.common.EfcException;

/**
 * {@code efc rehearse --state-dir DIR}: runs the commands against a pretended session manager. The
 * build has the JVM note which classes that takes (JEP 514), so that each command starts at once.
 * Nothing is mounted and no root is needed. It is no command for people.
 */
final class RehearseCommand implements Command {
  private static final String DIRECTORY = "state-dir";

  @Override
  public CommandLine commandLine() {
    return new CommandLine(
            "efc rehearse --state-dir DIR",
            "Runs the commands against a pretended session manager, for the cache of their classes.")
        .option(DIRECTORY, "DIR", "there are a socket and an empty directory afterwards")
        .example("efc rehearse --state-dir /tmp/rehearsal");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    Path directory = SessionOptions.directory(arguments, DIRECTORY, "rehearsal");
    Path socket = directory.resolve("s");
    Path target = directory.resolve("target");
    try {
      Files.createDirectories(target);
    } catch (IOException e) {
      throw new EfcException("can't make " + target + ": " + e, e);
    }
    try (RehearsedSession _ = new RehearsedSession(socket)) {
      commands("--socket=" + socket, target.toString());
    }
    return ExitStatus.OK;
  }

  private static void commands(String socket, String target) {
    expect(ExitStatus.OK, "--help");
    for (String command : List.of("sessmgr", "mount", "umount", "status", "upgrade", "version")) {
      expect(ExitStatus.OK, command, "--help");
    }
    expect(ExitStatus.OK, "version");
    expect(ExitStatus.OK, "status", socket);
    expect(ExitStatus.OK, "status", socket, RehearsedSession.VOLUME);
    expect(ExitStatus.OK, "status", socket, "--json");
    expect(ExitStatus.OK, "status", socket, "--metrics");
    expect(ExitStatus.OK, "upgrade", socket, "--all", "--rollback");
    expect(ExitStatus.OK, "mount", socket, "--option", "attr-ttl=1s", "file:///", target);
    expect(ExitStatus.BAD_TARGET, "mount", socket, "file:///", target + "/none");
    expect(ExitStatus.OK, "umount", socket, target);
    expect(ExitStatus.USAGE, "moutn");
  }

  private static void expect(ExitStatus expected, String... words) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    ExitStatus status = EfcMain.run(List.of(words), new Console(nowhere, nowhere));
    if (status != expected) {
      throw new EfcException(
          "rehearsal of " + String.join(" ", words) + " ends with " + status + ", not " + expected);
    }
  }
}
