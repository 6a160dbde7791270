// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.UnixSocket;

/**
 * A client that was started to get ready, and the socket by which it is told what to serve: {@code
 * efc client --standby}. Closing the socket ends one that serves nothing.
 */
final class ReadyClient implements AutoCloseable {
  private static final Duration SEND = Duration.ofSeconds(1);
  private static final Duration EXIT = Duration.ofSeconds(1);
  private static final int PRIVATE_MODE = 0600;
  private static final int LARGEST_ANSWER = 4096;
  private static final int LARGEST_MESSAGE = 96 << 10;
  private static final String REFUSED = "refused ";

  private final ClientProcess process;
  private final UnixSocket socket;
  private final RehearsalDirectory directory;

  private ReadyClient(ClientProcess process, UnixSocket socket, RehearsalDirectory directory) {
    this.process = process;
    this.socket = socket;
    this.directory = directory;
    process.exited().thenRun(directory::remove);
  }

  /** Starts one. */
  static ReadyClient start(ProcessRunner runner, ReadyLauncher launcher) {
    UnixSocket.Pair pair = UnixSocket.pair();
    RehearsalDirectory directory = RehearsalDirectory.below(launcher.directories());
    try (UnixSocket theirs = pair.other();
        Launch launch = launcher.launch(theirs.fd(), directory)) {
      ClientProcess started = runner.start(launch);
      return new ReadyClient(started, pair.one(), directory);
    } catch (RuntimeException e) {
      pair.one().close();
      throw e;
    }
  }

  ClientProcess process() {
    return process;
  }

  /** Why it ended; empty when it runs. Its end is seen a moment after that of the socket. */
  Optional<ExitReason> ended() {
    return process.exitedWithin(EXIT);
  }

  /** Waits until it is ready; false when it ended or took too long. */
  boolean awaitReady(Duration patience) {
    boolean ready = answer(patience).equals("ready");
    if (ready) {
      directory.remove();
    }
    return ready;
  }

  /** Waits until it serves what it was told to; false when it ended or took too long. */
  boolean awaitServing(Duration patience) {
    return answer(patience).equals("serving");
  }

  /**
   * Has it do all that can be done while another client serves.
   *
   * @param arguments of the client
   * @return empty when it could serve at once; else why not
   */
  Optional<String> prepare(List<String> arguments, Duration patience) {
    try {
      send(arguments, List.of());
      String answer = answer(patience);
      return switch (answer) {
        case "prepared" -> Optional.empty();
        case "" ->
            Optional.of(
                "it does not answer, "
                    + ended().map(reason -> "and ended, " + reason.describe()).orElse("yet"));
        case String other when other.startsWith(REFUSED) ->
            Optional.of(other.substring(REFUSED.length()));
        default -> Optional.of("it answers \"" + answer + "\"");
      };
    } catch (EfcException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has it serve: it takes the lock first, and so begins when the client before it has let go.
   *
   * @param arguments of the client
   * @param launch whose device, log and lock it gets
   * @throws EfcException when it can't be told
   */
  void serve(List<String> arguments, Launch launch) {
    int append = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND;
    int lock = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
    try (Fd log = Fd.open(launch.log().toString(), append, PRIVATE_MODE);
        Fd locked = Fd.open(launch.lock().orElseThrow().toString(), lock, PRIVATE_MODE)) {
      send(arguments, List.of(launch.device().orElseThrow(), log, locked));
    }
  }

  private void send(List<String> arguments, List<Fd> fds) {
    byte[] message = String.join("\0", arguments).getBytes(StandardCharsets.UTF_8);
    if (message.length > LARGEST_MESSAGE) {
      throw new EfcException(
          "the client's arguments have " + message.length + " bytes, at most " + LARGEST_MESSAGE);
    }
    socket.deadline(SEND);
    socket.send(message, fds);
  }

  /** One word of it; empty when it ended or took too long. */
  private String answer(Duration patience) {
    try {
      socket.deadline(patience);
      return new String(socket.receive(LARGEST_ANSWER).bytes(), StandardCharsets.UTF_8);
    } catch (EfcException e) {
      return "";
    }
  }

  /** Of one that has ended nothing is left. */
  @Override
  public void close() {
    socket.close();
    if (process.exited().isDone()) {
      directory.remove();
    }
  }
}
