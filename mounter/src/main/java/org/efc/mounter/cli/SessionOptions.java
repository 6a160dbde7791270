// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.efc.common.CommandLine;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.linux.UnixSocket;
import org.efc.mounter.session.SessionConfig;

/** The options by which all commands find, or start, a session manager. */
final class SessionOptions {
  /** Set by bin/efc: the directory of the distribution. */
  private static final String HOME_PROPERTY = "efc.home";

  /** In MiB: with less it is killed before it serves. */
  private static final long LEAST_CLIENT_MEMORY = 64;

  private SessionOptions() {}

  static CommandLine socket(CommandLine line) {
    return line.option(
        "socket",
        "PATH",
        "where the session manager listens\n(default " + SessionConfig.DEFAULT_SOCKET + ")");
  }

  static CommandLine directories(CommandLine line) {
    return line.option(
            "state-dir",
            "DIR",
            "its records and its clients' state\n(default " + SessionConfig.DEFAULT_STATE_DIR + ")")
        .option(
            "mount-root",
            "DIR",
            "volumes are mounted below DIR/efc\n(default "
                + SessionConfig.DEFAULT_MOUNT_ROOT
                + ")");
  }

  static String socket(CommandLine.Arguments arguments) {
    String socket = arguments.get("socket", SessionConfig.DEFAULT_SOCKET);
    int bytes = socket.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > UnixSocket.MAX_PATH) {
      throw new UsageException(
          "option --socket has "
              + bytes
              + " bytes, a socket's path at most "
              + UnixSocket.MAX_PATH);
    }
    return socket;
  }

  static Path directory(CommandLine.Arguments arguments, String name, String otherwise) {
    return Path.of(arguments.get(name, otherwise)).toAbsolutePath().normalize();
  }

  static Path stateDir(CommandLine.Arguments arguments) {
    return directory(arguments, "state-dir", SessionConfig.DEFAULT_STATE_DIR);
  }

  static Path mountRoot(CommandLine.Arguments arguments) {
    return directory(arguments, "mount-root", SessionConfig.DEFAULT_MOUNT_ROOT);
  }

  /** This distribution's {@code bin/efc}. */
  static Path program() {
    return Optional.ofNullable(System.getProperty(HOME_PROPERTY))
        .map(home -> Path.of(home, "bin", "efc"))
        .orElseThrow(
            () -> new UsageException("start this by bin/efc, which sets -D" + HOME_PROPERTY));
  }

  static SessionConfig config(CommandLine.Arguments arguments) {
    List<String> client =
        arguments
            .find("client-command")
            .map(path -> List.of(path, "client"))
            .orElseGet(() -> List.of(program().toString(), "client"));
    return new SessionConfig(
        socket(arguments),
        stateDir(arguments),
        mountRoot(arguments),
        client,
        arguments.get("fs-name", SessionConfig.DEFAULT_FS_NAME),
        arguments.get("fs-subtype", SessionConfig.DEFAULT_FS_SUBTYPE),
        seconds(arguments, "stage-timeout", SessionConfig.DEFAULT_STAGE_TIMEOUT),
        seconds(arguments, "restore-timeout", SessionConfig.DEFAULT_RESTORE_TIMEOUT),
        seconds(arguments, "hung-after", SessionConfig.DEFAULT_HUNG_AFTER),
        standby(arguments),
        clientMemory(arguments),
        (int) arguments.number("max-volumes", SessionConfig.DEFAULT_MAX_VOLUMES, 1, 10_000));
  }

  private static OptionalLong clientMemory(CommandLine.Arguments arguments) {
    long mebibytes = arguments.number("client-memory", 0, 0, 1 << 20);
    if (mebibytes == 0) {
      return OptionalLong.empty();
    }
    if (mebibytes < LEAST_CLIENT_MEMORY) {
      throw new UsageException(
          "option --client-memory is "
              + mebibytes
              + " MiB: a client needs at least "
              + LEAST_CLIENT_MEMORY);
    }
    return OptionalLong.of(mebibytes << 20);
  }

  private static boolean standby(CommandLine.Arguments arguments) {
    return switch (arguments.get("standby", "on")) {
      case "on" -> true;
      case "off" -> false;
      case String other ->
          throw new UsageException("option --standby is " + other + ": wanted is on or off");
    };
  }

  static Duration seconds(CommandLine.Arguments arguments, String name, Duration otherwise) {
    return Duration.ofSeconds(arguments.number(name, otherwise.toSeconds(), 1, 3600));
  }
}
