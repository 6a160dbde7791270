// SPDX-License-Identifier: Apache-2.0
package org.efc.client.control;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.efc.common.Pause;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Syscall;
import org.efc.common.linux.UnixSocket;

/**
 * The control socket of a client, mode 0600. A connection sends one line and reads the answer to
 * its end. Only root and our own user are heard; a connection that does not send its line within
 * two seconds is closed; at most eight are served at once. Of these at most four wait for the
 * storage: a fifth is refused, so that the other lines are answered while the storage is away.
 */
public final class ControlServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final int BACKLOG = 16;
  private static final int AT_ONCE = 8;
  private static final int WAITING_AT_ONCE = 4;
  private static final int LONGEST_LINE = 4096;
  private static final long PAUSE_MILLIS = 50;

  private final Path path;
  private final UnixSocket socket;
  private final ControlCommands commands;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Semaphore freeToWait = new Semaphore(WAITING_AT_ONCE);
  private final int ownUid = (int) Libc.current().call(Syscall.GETEUID, 0);
  private volatile boolean closed;

  private ControlServer(Path path, UnixSocket socket, ControlCommands commands) {
    this.path = path;
    this.socket = socket;
    this.commands = commands;
  }

  /**
   * Listens at {@code path}; a file that is there is replaced.
   *
   * @throws LinuxException when that is not possible
   */
  public static ControlServer start(Path path, ControlCommands commands) {
    UnixSocket socket = UnixSocket.listen(path.toString(), BACKLOG);
    ControlServer server = new ControlServer(path, socket, commands);
    Thread.ofPlatform().name("control").daemon().start(server::accept);
    return server;
  }

  private void accept() {
    while (!closed) {
      try {
        UnixSocket connection = socket.accept();
        free.acquireUninterruptibly();
        Thread.ofPlatform().name("control-connection").daemon().start(() -> serve(connection));
      } catch (LinuxException | IllegalStateException e) {
        if (!closed) {
          LOG.log(System.Logger.Level.WARNING, "control socket: {0}", e.getMessage());
          Pause.millis(PAUSE_MILLIS);
        }
      }
    }
  }

  private void serve(UnixSocket connection) {
    try (connection) {
      connection.deadline(DEADLINE);
      int uid = connection.peer().uid();
      if (uid != 0 && uid != ownUid) {
        send(connection, "error=user " + uid + " may not control this client\n");
        return;
      }
      String line = line(connection);
      String answer = answer(line);
      try {
        send(connection, answer);
      } finally {
        commands.sent(line);
      }
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.DEBUG, "control connection: {0}", e.getMessage());
    } finally {
      free.release();
    }
  }

  private String answer(String line) {
    if (!commands.mayWait(line)) {
      return ask(line);
    }
    if (!freeToWait.tryAcquire()) {
      return "error=" + WAITING_AT_ONCE + " connections wait for the storage: ask again later\n";
    }
    try {
      return ask(line);
    } finally {
      freeToWait.release();
    }
  }

  private String ask(String line) {
    try {
      return commands.answer(line);
    } catch (RuntimeException e) {
      return "error=" + String.valueOf(e.getMessage()).replace('\n', ' ') + "\n";
    }
  }

  /** One line, within the deadline as a whole. */
  private static String line(UnixSocket connection) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\n") < 0) {
      if (System.nanoTime() - end > 0 || text.length() > LONGEST_LINE) {
        throw new LinuxException("a line on the control socket", Errno.ETIMEDOUT);
      }
      UnixSocket.Message part = connection.receive(LONGEST_LINE);
      part.fds().forEach(fd -> fd.close());
      if (part.bytes().length == 0) {
        break;
      }
      text.append(new String(part.bytes(), StandardCharsets.UTF_8));
    }
    return text.toString().strip();
  }

  private static void send(UnixSocket connection, String text) {
    if (!text.isEmpty()) {
      connection.send(text.getBytes(StandardCharsets.UTF_8), List.of());
    }
  }

  /** Takes no more connections. The path stays: a successor may have replaced it already. */
  @Override
  public void close() {
    closed = true;
    socket.shutdown();
    socket.close();
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
