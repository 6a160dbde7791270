// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;

/** One client's connection. */
public final class Connection {
  private static final int LAST_FRAGMENT = 0x8000_0000;

  private final Socket socket;
  private final DataInputStream in;
  private final Deque<byte[]> held = new ArrayDeque<>();

  Connection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** The next record, of one or more fragments. */
  byte[] receive() throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    int mark;
    do {
      mark = in.readInt();
      record.writeBytes(in.readNBytes(mark & ~LAST_FRAGMENT));
    } while ((mark & LAST_FRAGMENT) == 0);
    return record.toByteArray();
  }

  int peerPort() {
    return socket.getPort();
  }

  /** Bytes as they are, then what was held. */
  public synchronized void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    while (!held.isEmpty()) {
      socket.getOutputStream().write(held.remove());
    }
  }

  synchronized void hold(byte[] bytes) {
    held.add(bytes);
  }

  /** Ends it, after all that was sent. */
  public void close() throws IOException {
    socket.close();
  }
}
