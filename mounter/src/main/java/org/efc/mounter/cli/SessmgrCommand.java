// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.util.Optional;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.Logging;
import org.efc.mounter.http.HttpEndpoint;
import org.efc.mounter.http.ListenAddress;
import org.efc.mounter.session.SessionConfig;
import org.efc.mounter.session.SessionProcess;

/** {@code efc sessmgr}: runs in the foreground until told to stop. */
final class SessmgrCommand implements Command {
  private static final String METRICS = "metrics-address";

  @Override
  public CommandLine commandLine() {
    CommandLine line =
        new CommandLine(
            "efc sessmgr [options]",
            """
            The session manager of a node: opens /dev/fuse, mounts volumes, holds the device of
            each, launches one client per volume and starts it again whenever it ends. Needs root.

            SIGTERM ends it and nothing else: mounts and clients live on, and the next session
            manager with the same --state-dir adopts them. Kill it at any moment.""");
    SessionOptions.directories(SessionOptions.socket(line));
    return line.option("fs-name", "NAME", "source of our mounts as mountinfo shows it")
        .option("fs-subtype", "NAME", "type of our mounts: fuse.NAME")
        .option("stage-timeout", "SECONDS", "the most one stage may take (default 90)")
        .option(
            "restore-timeout",
            "SECONDS",
            "after a restart, how long to wait for\na device to be given back (default 3)")
        .option("max-volumes", "N", "clients this node may have (default 256)")
        .option(
            "hung-after",
            "SECONDS",
            "replace a client that leaves requests waiting\nwithout a sign of life (default 15)")
        .option(
            "standby",
            "on|off",
            "keep one client more ready: a volume whose client\ndies has the next one at once (default on)")
        .option(
            "client-memory",
            "MIB",
            "the most memory of each client: one that needs more\nis killed, and its volume fails over"
                + " (default 0: no\nlimit of its own)")
        .option("client-command", "PATH", "program to launch clients with\n(default: this efc)")
        .option(
            METRICS, "HOST:PORT", "serve /healthz and /metrics there over HTTP\n(default: nowhere)")
        .option("log-level", "LEVEL", "ERROR, WARNING, INFO or DEBUG (default INFO)")
        .flag("exit-when-idle", "end when the last volume is gone")
        .example("efc sessmgr")
        .example(
            "efc sessmgr --state-dir /tmp/efc --mount-root /tmp/mounts --socket /tmp/efc.sock");
  }

  @Override
  public ExitStatus run(CommandLine.Arguments arguments, Console console) {
    if (!arguments.positional().isEmpty()) {
      throw new UsageException("unexpected argument " + arguments.positional().getFirst());
    }
    Logging.configure(level(arguments.get("log-level", "INFO")));
    SessionConfig config = SessionOptions.config(arguments);
    Optional<ListenAddress> metrics = ListenAddress.parse(METRICS, arguments.get(METRICS, ""));
    // First of all: a port that is taken must not be found out with clients running.
    Optional<HttpEndpoint> endpoint =
        metrics.map(
            address -> HttpEndpoint.start(METRICS, address, SessionPages.of(config.socket())));
    try (SessionProcess process = SessionProcess.start(config)) {
      // The hook only lets go of the socket's name; the kernel does the rest.
      Runtime.getRuntime().addShutdownHook(new Thread(process::close));
      process.awaitStop(arguments.has("exit-when-idle"));
      return ExitStatus.OK;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.FAILED;
    } finally {
      endpoint.ifPresent(HttpEndpoint::close);
    }
  }

  private static System.Logger.Level level(String name) {
    try {
      return System.Logger.Level.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("option --log-level is " + name + ": ERROR, WARNING, INFO or DEBUG");
    }
  }
}
