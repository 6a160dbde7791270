// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A reply and the ways to send it.
 *
 * @param message without a record mark
 */
public record Reply(Call call, byte[] message, Connection connection) {
  private static final int LAST_FRAGMENT = 0x8000_0000;

  /** In one fragment. */
  public void send() throws IOException {
    connection.send(marked(message));
  }

  /** As one record of fragments of {@code size} bytes. */
  public void send(int size) throws IOException {
    for (int at = 0; at < message.length; at += size) {
      int end = Math.min(message.length, at + size);
      connection.send(marked(Arrays.copyOfRange(message, at, end), end == message.length));
    }
  }

  /** The first {@code bytes} bytes of the record, then the end of the connection. */
  public void cut(int bytes) throws IOException {
    connection.send(Arrays.copyOf(marked(message), bytes));
    connection.close();
  }

  /** After the next reply on this connection. */
  public void hold() {
    connection.hold(marked(message));
  }

  /** A fragment that is the last of its record. */
  public static byte[] marked(byte[] fragment) {
    return marked(fragment, true);
  }

  private static byte[] marked(byte[] fragment, boolean last) {
    return ByteBuffer.allocate(4 + fragment.length)
        .putInt((last ? LAST_FRAGMENT : 0) | fragment.length)
        .put(fragment)
        .array();
  }
}
