// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.efc.common.CommandLine;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.process.ClientProcess;
import org.efc.mounter.process.Launch;
import org.efc.mounter.process.PosixProcessRunner;
import org.efc.mounter.remote.SessionManagerClient;

/** Makes sure that a session manager answers: starts one in the background when none does. */
final class BackgroundSession {
  /** A busy node answers late; one where nobody listens refuses at once. */
  private static final Duration PING = Duration.ofSeconds(20);

  private static final Duration START = Duration.ofSeconds(15);
  private static final long TICK_NANOS = 20_000_000;

  private BackgroundSession() {}

  static void ensure(
      SessionManagerClient client, CommandLine.Arguments arguments, Console console) {
    if (answers(client)) {
      return;
    }
    Path log = SessionOptions.stateDir(arguments).resolve("sessmgr.log");
    ClientProcess process = start(arguments, log);
    long end = System.nanoTime() + START.toNanos();
    while (!answers(client)) {
      if (process.exited().isDone() || System.nanoTime() > end) {
        throw new MountException(
            Kind.UNAVAILABLE,
            "the session manager does not start; its log " + log + " ends with: " + last(log));
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
    console
        .err()
        .println("efc: started a session manager (log: " + log + "); it ends with the last volume");
  }

  private static boolean answers(SessionManagerClient client) {
    try {
      client.ping(PING);
      return true;
    } catch (MountException e) {
      if (e.kind() == Kind.UNAVAILABLE) {
        return false;
      }
      throw e;
    }
  }

  private static ClientProcess start(CommandLine.Arguments arguments, Path log) {
    try {
      Files.createDirectories(SessionOptions.stateDir(arguments));
    } catch (IOException e) {
      throw new EfcException("can't make the state directory: " + e, e);
    }
    return new PosixProcessRunner()
        .start(
            new Launch(
                List.of(
                    SessionOptions.program().toString(),
                    "sessmgr",
                    "--exit-when-idle",
                    "--standby=off",
                    "--socket",
                    SessionOptions.socket(arguments),
                    "--state-dir",
                    SessionOptions.stateDir(arguments).toString(),
                    "--mount-root",
                    SessionOptions.mountRoot(arguments).toString()),
                Map.copyOf(System.getenv()),
                log,
                Optional.empty(),
                Optional.empty()));
  }

  private static String last(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "(nothing)" : lines.getLast();
    } catch (IOException e) {
      return "(" + e.getMessage() + ")";
    }
  }
}
