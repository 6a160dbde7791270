// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.efc.backend.BackendException;
import org.efc.client.config.ClientConfig;
import org.efc.client.config.ExitStatus;
import org.efc.client.rehearsal.Rehearsal;
import org.efc.client.serving.Client;
import org.efc.client.serving.IoFlusher;
import org.efc.client.state.ReplacedFile;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.Arguments;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.Logging;
import org.efc.common.linux.Libc;
import org.efc.common.vital.FailStop;
import org.efc.fuse.SessionEnd;

/** {@code efc client}: the process that serves one volume. */
public final class ClientMain {
  private static final System.Logger LOG = System.getLogger(ClientMain.class.getName());

  private static final int TRAINING_ROUNDS = 50;

  private ClientMain() {}

  public static void main(String[] arguments) {
    // exit, and no return: nothing may keep a process that has nothing to serve.
    System.exit(run(List.of(arguments)));
  }

  private static int run(List<String> arguments) {
    // Meanwhile, on another core: half of what a start takes before it adopts the mount.
    Thread.ofPlatform().daemon().name("libc").start(Libc::current);
    CommandLine commandLine = ClientConfig.commandLine();
    if (arguments.contains("--help")) {
      System.out.print(commandLine.help());
      return ExitStatus.OK;
    }
    try {
      Arguments parsed = commandLine.parse(arguments);
      if (parsed.has("standby")) {
        return Standby.run(Path.of(parsed.require("state-dir")));
      }
      if (parsed.has("rehearse")) {
        return rehearse(Path.of(parsed.require("state-dir")));
      }
      return serve(parsed, Optional.empty(), Optional.empty());
    } catch (UsageException e) {
      System.err.println("efc client: " + e.getMessage());
      return ExitStatus.USAGE;
    }
  }

  private static int rehearse(Path directory) {
    try {
      Rehearsal.play(directory, TRAINING_ROUNDS);
      return ExitStatus.OK;
    } catch (RuntimeException e) {
      // Threads that serve the pretended mount must not keep the process, as an exception would.
      LOG.log(System.Logger.Level.ERROR, "the rehearsal failed", e);
      return ExitStatus.OTHER;
    }
  }

  /**
   * Serves a volume. Applications may be waiting: there is no lambda on this way, as to link one
   * that no rehearsal came to takes half a millisecond.
   *
   * @param parsed of {@link ClientConfig#commandLine}
   * @param prepared what was done already
   * @param standby what hears once the mount is adopted
   * @return the exit status
   */
  static int serve(
      Arguments parsed, Optional<Client.Prepared> prepared, Optional<Standby> standby) {
    try {
      return serve(ClientConfig.parse(parsed), prepared, standby);
    } catch (UsageException e) {
      parsed
          .find("state-dir")
          .ifPresent(directory -> Failure.write(directory, String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private static int serve(
      ClientConfig config, Optional<Client.Prepared> prepared, Optional<Standby> standby) {
    Logging.configure(config.options().logLevel());
    IoFlusher.become();
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtToEnd());
    try {
      try (Client client = Client.start(config, prepared)) {
        if (standby.isPresent()) {
          standby.get().serves();
        }
        SessionEnd end = client.await();
        if (end instanceof SessionEnd.Failed failed) {
          // At once: an orderly end could wait for what has failed.
          FailStop.HALT.failed("the session", failed.cause());
        }
        return status(end);
      }
    } catch (BackendException e) {
      return failed(config, e, ExitStatus.of(e));
    } catch (RuntimeException e) {
      return failed(config, e, ExitStatus.OTHER);
    } catch (InterruptedException e) {
      return ExitStatus.OTHER;
    }
  }

  private static int status(SessionEnd end) {
    return switch (end) {
      case SessionEnd.Unmounted _, SessionEnd.Aborted _, SessionEnd.Stopped _ -> ExitStatus.OK;
      case SessionEnd.Failed failed -> {
        LOG.log(System.Logger.Level.ERROR, "the session failed", failed.cause());
        yield ExitStatus.OTHER;
      }
    };
  }

  private static int failed(ClientConfig config, Exception failure, int status) {
    LOG.log(System.Logger.Level.ERROR, "can't serve volume " + config.volumeId(), failure);
    Failure.write(config.stateDirectory().toString(), String.valueOf(failure.getMessage()));
    return status;
  }

  /** A thread that ended is missed by somebody: its process ends, and the next one has it. */
  private static final class UncaughtToEnd implements Thread.UncaughtExceptionHandler {
    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
      FailStop.HALT.failed("thread " + thread.getName(), thrown);
    }
  }

  /** The one line that tells who started us what was wrong. */
  private static final class Failure {
    static void write(String directory, String message) {
      try {
        Files.createDirectories(Path.of(directory));
        String line = message.replace('\n', ' ') + "\n";
        ReplacedFile.write(Path.of(directory, "failure"), line.getBytes(StandardCharsets.UTF_8));
      } catch (RuntimeException | IOException e) {
        System.err.println("efc client: " + e.getMessage());
      }
    }
  }
}
