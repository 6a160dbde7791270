// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.mounter.MountException;
import org.efc.mounter.process.EfcProgram;
import org.efc.mounter.remote.SessionManagerClient;

/** {@code efc upgrade --volume ID|--all --to DIR|--rollback}. */
final class UpgradeCommand implements Command {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc upgrade --volume ID|--all --to DIR|--rollback [options]",
            """
            Has volumes served by the client of another version, under running applications. The new
            client gets ready first: it knows its options, has reached the source and can go on with
            the state. Then the old one stops between two requests and the new one goes on. When the
            new one can't, the old one serves on, and this says why.

            One line is printed for each volume, with how long its requests had to wait at most.

            """
                + ExitStatus.table());
    line.option("volume", "ID", "the volume, as efc status shows it")
        .flag("all", "all volumes of this node, one after the other")
        .option("to", "DIR", "the other version: the directory above its bin/efc")
        .flag("rollback", "back to what served before the last upgrade")
        .option("timeout", "SECONDS", "the most to wait for each new client (default 60)");
    return SessionOptions.socket(line)
        .example("efc upgrade --all --to /opt/efc-0.2.0")
        .example("efc upgrade --volume v1 --rollback");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (!arguments.positional().isEmpty()) {
      throw new UsageException("unexpected argument " + arguments.positional().getFirst());
    }
    Optional<String> volume = arguments.find("volume");
    if (volume.isPresent() == arguments.has("all")) {
      throw new UsageException("one of --volume and --all is wanted");
    }
    String program = program(arguments);
    Duration timeout = SessionOptions.seconds(arguments, "timeout", TIMEOUT);
    try (SessionManagerClient client = new SessionManagerClient(SessionOptions.socket(arguments))) {
      List<String> volumes =
          volume
              .map(List::of)
              .orElseGet(
                  () -> client.list(timeout).stream().map(one -> one.spec().volumeId()).toList());
      ExitStatus worst = ExitStatus.OK;
      for (String id : volumes) {
        ExitStatus status = upgrade(client, id, program, timeout, console);
        worst = status == ExitStatus.OK ? worst : status;
      }
      return worst;
    }
  }

  private static String program(CommandLine.Arguments arguments) {
    Optional<String> to = arguments.find("to");
    if (to.isPresent() == arguments.has("rollback")) {
      throw new UsageException("one of --to and --rollback is wanted");
    }
    if (to.isEmpty()) {
      return "";
    }
    Path program = Path.of(to.get()).toAbsolutePath().normalize().resolve("bin").resolve("efc");
    if (!EfcProgram.isThere(program)) {
      throw new UsageException(
          "option --to is " + to.get() + ": there is no executable " + program);
    }
    return program.toString();
  }

  private static ExitStatus upgrade(
      SessionManagerClient client, String id, String program, Duration timeout, Console console) {
    try {
      Duration stall = client.upgrade(id, program, timeout);
      console.out().printf("%s: upgraded, requests waited %.1f ms%n", id, stall.toNanos() / 1e6);
      return ExitStatus.OK;
    } catch (MountException e) {
      console.out().println(id + ": not upgraded: " + e.getMessage());
      return ExitStatus.of(e.kind());
    }
  }
}
