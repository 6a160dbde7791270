// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;

/**
 * The control socket of a client: one line asks, the answer is text until the end. Blocks a
 * platform thread up to the deadline.
 */
public final class ClientControl {
  private static final int MAX_ANSWER = 1 << 20;

  private final String socket;

  public ClientControl(Path socket) {
    this.socket = socket.toString();
  }

  /** A client answered with {@code error=}. */
  public static final class ClientErrorException extends EfcException {
    private static final long serialVersionUID = 1L;

    ClientErrorException(String message) {
      super(message);
    }
  }

  /** Answer and process id of who gave it, by the kernel's word. */
  public record Answer(Map<String, String> values, int pid) {
    public Answer {
      values = Map.copyOf(values);
    }

    /** Whether the client has reached its source. */
    public boolean isServing() {
      return "serving".equals(values.get("state"));
    }

    /** The number under this key; 0 when there is none. */
    public long number(String key) {
      try {
        return Long.parseLong(values.getOrDefault(key, "0"));
      } catch (NumberFormatException e) {
        return 0;
      }
    }
  }

  /**
   * Asks; empty when no client listens.
   *
   * @throws LinuxException EAGAIN when it does not answer within the deadline
   * @throws ClientErrorException with what the client says
   */
  public Optional<Answer> ask(String line, Duration deadline) {
    try (UnixSocket connection = UnixSocket.connect(socket, deadline)) {
      int pid = connection.peer().pid();
      connection.send((line + "\n").getBytes(StandardCharsets.UTF_8), java.util.List.of());
      UnixSocket.Message message = connection.receiveAll(MAX_ANSWER);
      message.fds().forEach(fd -> fd.close());
      return Optional.of(
          new Answer(parse(new String(message.bytes(), StandardCharsets.UTF_8)), pid));
    } catch (LinuxException e) {
      if (e.errno() == Errno.ENOENT
          || e.errno() == Errno.ECONNREFUSED
          || e.errno() == Errno.ECONNRESET
          || e.errno() == Errno.EPIPE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    if (text.startsWith("error=")) {
      throw new ClientErrorException(values.getOrDefault("error", ""));
    }
    return values;
  }
}
