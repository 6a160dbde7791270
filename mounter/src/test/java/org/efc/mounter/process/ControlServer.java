// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.efc.common.EfcException;
import org.efc.common.linux.UnixSocket;

/** A control socket of a client, as the contract has it: one line, an answer, the end. */
public final class ControlServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlServer.class.getName());

  private final UnixSocket listener;
  private volatile boolean closed;

  public ControlServer(Path socket, UnaryOperator<String> answers) {
    this.listener = UnixSocket.listen(socket.toString(), 16);
    listener.deadline(Duration.ofMillis(100));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!closed) {
                try (UnixSocket connection = listener.accept()) {
                  serve(connection, answers);
                } catch (EfcException e) {
                  // The tick, or a caller that went away: the next one, please.
                  LOG.log(System.Logger.Level.TRACE, "no request: {0}", e.getMessage());
                }
              }
              listener.close();
            });
  }

  private static void serve(UnixSocket connection, UnaryOperator<String> answers) {
    connection.deadline(Duration.ofSeconds(2));
    String line = new String(connection.receive(256).bytes(), StandardCharsets.UTF_8).strip();
    String answer = answers.apply(line);
    if (!answer.isEmpty()) {
      connection.send(answer.getBytes(StandardCharsets.UTF_8), List.of());
    }
  }

  /** No answer any more; the socket's file stays, as after a crash. */
  @Override
  public void close() {
    closed = true;
  }
}
