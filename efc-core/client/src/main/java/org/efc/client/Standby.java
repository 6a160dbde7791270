// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.client.config.ClientConfig;
import org.efc.client.config.ExitStatus;
import org.efc.client.control.ClientDescriptors;
import org.efc.client.control.StandbyMessage;
import org.efc.client.rehearsal.Rehearsal;
import org.efc.client.serving.Client;
import org.efc.client.serving.IoFlusher;
import org.efc.common.CommandLine.UsageException;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.UnixSocket;

/**
 * A client that is ready before it serves. It rehearses, says "ready" at its socket, which is
 * descriptor 3, and waits for messages there. Each is the arguments of a client, separated by NUL:
 *
 * <ul>
 *   <li>without descriptors: it gets prepared, reaches the source and looks at the state, and
 *       answers "prepared" or "refused REASON";
 *   <li>with those of the device, the log and the lock: it serves, as if it had been launched with
 *       them as 3, 1 and 2, and 4. It says "serving" when it does.
 * </ul>
 *
 * <p>When the other end closes before that, it ends, whatever it is at.
 */
final class Standby {
  private static final int SOCKET = 3;
  private static final int ROUNDS = 300;
  private static final Duration SEND = Duration.ofSeconds(1);

  /** A standby may wait for as long as its node is up: the socket's end ends it. */
  private static final Duration WAIT = Duration.ofDays(10_000);

  private final UnixSocket socket;
  private Optional<Client.Prepared> prepared = Optional.empty();

  private Standby(UnixSocket socket) {
    this.socket = socket;
  }

  /**
   * Gets ready, waits, and serves.
   *
   * @param directory for the state of the rehearsal
   * @return the exit status
   */
  static int run(Path directory) {
    IoFlusher.become();
    // The device takes the number that the socket has.
    try (Fd inherited = Fd.owning(SOCKET);
        UnixSocket socket = UnixSocket.owning(inherited.duplicate())) {
      try (StarterWatch _ = StarterWatch.of(socket, Standby::end)) {
        Rehearsal.play(directory, ROUNDS);
      }
      return new Standby(socket).serve();
    }
  }

  /** At once: what a rehearsal leaves is removed by who starts standbys. */
  private static void end() {
    Runtime.getRuntime().halt(ExitStatus.OK);
  }

  private int serve() {
    say("ready");
    while (true) {
      StandbyMessage order = StandbyMessage.receive(socket);
      if (order.arguments().isEmpty()) {
        return ExitStatus.OK;
      }
      if (order.fds().isEmpty()) {
        prepare(order.arguments());
      } else {
        ClientDescriptors.become(order.fds(), ClientDescriptors.PLACES);
        return ClientMain.serve(
            ClientConfig.commandLine().parse(order.arguments()), prepared, Optional.of(this));
      }
    }
  }

  /** The mount is adopted. */
  void serves() {
    say("serving");
  }

  private void prepare(List<String> arguments) {
    try {
      ClientConfig config = ClientConfig.parse(ClientConfig.commandLine().parse(arguments));
      try (StarterWatch _ = StarterWatch.of(socket, Standby::end)) {
        prepared = Optional.of(Client.prepare(config));
      }
      say("prepared");
    } catch (UsageException e) {
      say("refused bad option: " + e.getMessage());
    } catch (EfcException e) {
      say("refused " + e.getMessage());
    }
  }

  private void say(String word) {
    try {
      socket.deadline(SEND);
      socket.send(word.getBytes(StandardCharsets.UTF_8), List.of());
      socket.deadline(WAIT);
    } catch (EfcException e) {
      // Who started us is gone; the next receive tells, and who serves goes on serving.
      return;
    }
  }
}
