// SPDX-License-Identifier: Apache-2.0
package org.efc.client.control;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.common.linux.UnixSocket;

/**
 * What a standby is told: a message with the arguments of a client, separated by NUL.
 *
 * @param arguments as on the command line
 * @param fds those of the device, the log and the lock when it is to serve; none when it is to get
 *     prepared only
 */
public record StandbyMessage(List<String> arguments, List<Fd> fds) {
  private static final int LARGEST = 128 << 10;

  public StandbyMessage {
    arguments = List.copyOf(arguments);
    fds = List.copyOf(fds);
  }

  /** Waits for the next one; one without any argument says that the other end closed. */
  public static StandbyMessage receive(UnixSocket socket) {
    UnixSocket.Message message = socket.receive(LARGEST);
    return message.bytes().length == 0
        ? new StandbyMessage(List.of(), message.fds())
        : new StandbyMessage(
            List.of(new String(message.bytes(), StandardCharsets.UTF_8).split("\0", -1)),
            message.fds());
  }

  public void send(UnixSocket socket) {
    socket.send(String.join("\0", arguments).getBytes(StandardCharsets.UTF_8), fds);
  }
}
