// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session.wire;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.UnixSocket;

/**
 * A message on the session socket: four bytes of length, big endian, then so many bytes of JSON.
 * Descriptors travel with the first byte.
 *
 * @param body the JSON text in UTF-8, at most {@link #MAX_BODY} bytes
 * @param fds the receiver owns them
 */
public record Frame(byte[] body, List<Fd> fds) {
  /** The longest body, in bytes: enough for some thousand volumes, too little to hurt. */
  public static final int MAX_BODY = 1 << 20;

  /** The most descriptors in one message. */
  public static final int MAX_FDS = UnixSocket.MAX_FDS;

  private static final int HEADER = 4;
  private static final int CHUNK = 1 << 16;

  /** A message that breaks the format; the connection is of no more use. */
  public static final class BadFrameException extends org.efc.common.EfcException {
    private static final long serialVersionUID = 1L;

    BadFrameException(String message) {
      super(message);
    }
  }

  /**
   * Sends the message.
   *
   * @throws LinuxException EAGAIN when the other end does not take it before the deadline
   */
  public void send(UnixSocket socket, Duration deadline) {
    if (body.length > MAX_BODY) {
      throw new BadFrameException(
          "message has " + body.length + " bytes, more than " + MAX_BODY + " are not sent");
    }
    socket.deadline(atLeastOneMilli(deadline));
    ByteBuffer whole = ByteBuffer.allocate(HEADER + body.length);
    whole.putInt(body.length).put(body);
    socket.send(whole.array(), fds);
  }

  /**
   * Receives one message. The deadline is for the whole of it, however slowly its bytes trickle.
   *
   * @throws BadFrameException too long, or cut short by the other end
   * @throws LinuxException EAGAIN when the deadline passed
   */
  public static Frame receive(UnixSocket socket, Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    List<Fd> fds = new ArrayList<>();
    try {
      int length = ByteBuffer.wrap(exactly(socket, HEADER, end, fds)).getInt();
      if (length < 0 || length > MAX_BODY) {
        throw new BadFrameException(
            "message claims " + Integer.toUnsignedString(length) + " bytes, limit " + MAX_BODY);
      }
      return new Frame(exactly(socket, length, end, fds), fds);
    } catch (RuntimeException e) {
      fds.forEach(Fd::close);
      throw e;
    }
  }

  private static byte[] exactly(UnixSocket socket, int size, long end, List<Fd> fds) {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new LinuxException("receive of " + size + " bytes", Errno.EAGAIN);
      }
      socket.deadline(atLeastOneMilli(Duration.ofNanos(left)));
      UnixSocket.Message part = socket.receive(Math.min(buffer.remaining(), CHUNK));
      fds.addAll(part.fds());
      if (part.bytes().length == 0) {
        throw new BadFrameException(
            "connection closed after " + buffer.position() + " of " + size + " bytes");
      }
      buffer.put(part.bytes());
    }
    return buffer.array();
  }

  /** A zero time-out would mean "for ever" to the kernel. */
  private static Duration atLeastOneMilli(Duration deadline) {
    return deadline.compareTo(Duration.ofMillis(1)) < 0 ? Duration.ofMillis(1) : deadline;
  }
}
