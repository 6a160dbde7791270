// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * A server of MOUNT and NFS on this machine, with an empty directory: it says what a client asks
 * until it serves, and refuses the rest. For one rehearsal; only this process knows its port.
 */
final class PretendServer implements AutoCloseable {
  private static final int MOUNT = 100005;
  private static final int MOUNTPROC3_MNT = 1;
  private static final int NFSPROC3_GETATTR = 1;
  private static final int NFSPROC3_ACCESS = 4;
  private static final int NFSPROC3_FSSTAT = 18;
  private static final int NFSPROC3_FSINFO = 19;
  private static final int NFSPROC3_PATHCONF = 20;
  private static final int NFS3ERR_NOENT = 2;
  private static final int LONGEST = 2048;
  private static final int LAST_FRAGMENT = 1 << 31;

  private final ServerSocket listener;

  PretendServer() throws IOException {
    listener = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("pretend-server").start(this::accept);
  }

  /** Where a client finds it. */
  String source() {
    int port = listener.getLocalPort();
    return "nfs://127.0.0.1:%d/rehearsal?mountport=%d&connections=1".formatted(port, port);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().name("pretend-connection").start(() -> serve(socket));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        byte[] record = new byte[Math.min(in.readInt() & Integer.MAX_VALUE, LONGEST)];
        in.readFully(record);
        reply(socket.getOutputStream(), ByteBuffer.wrap(record));
      }
    } catch (IOException e) {
      return; // the client has gone
    }
  }

  /** RFC 5531 9: xid, REPLY, MSG_ACCEPTED, an empty verifier, SUCCESS; then the results. */
  private static void reply(OutputStream out, ByteBuffer call) throws IOException {
    ByteBuffer reply = ByteBuffer.allocate(LONGEST);
    reply.putInt(0).putInt(call.getInt(0)).putInt(1).putInt(0).putLong(0).putInt(0);
    results(reply, call.getInt(12) == MOUNT, call.getInt(20));
    int length = reply.position();
    reply.putInt(0, LAST_FRAGMENT | (length - 4));
    out.write(reply.array(), 0, length);
    out.flush();
  }

  private static void results(ByteBuffer reply, boolean mount, int procedure) {
    if (mount) {
      if (procedure == MOUNTPROC3_MNT) {
        // A handle of 8 bytes, and AUTH_SYS.
        reply.putInt(0).putInt(8).putLong(1).putInt(1).putInt(1);
      }
      return;
    }
    switch (procedure) {
      case 0 -> {} // NULL
      case NFSPROC3_GETATTR -> attributes(reply.putInt(0));
      case NFSPROC3_ACCESS -> reply.putInt(0).putInt(0).putInt(0x3f);
      case NFSPROC3_FSSTAT -> reply.putInt(0).putInt(0).put(new byte[52]);
      case NFSPROC3_FSINFO -> {
        reply.putInt(0).putInt(0);
        for (int transfer = 0; transfer < 2; transfer++) {
          reply.putInt(1 << 20).putInt(1 << 20).putInt(4096);
        }
        reply.putInt(1 << 16).putLong(Long.MAX_VALUE).putInt(0).putInt(1).putInt(0x1b);
      }
      case NFSPROC3_PATHCONF ->
          reply
              .putInt(0)
              .putInt(0)
              .putInt(32000)
              .putInt(255)
              .putInt(1)
              .putInt(1)
              .putInt(0)
              .putInt(1);
      default -> reply.putInt(NFS3ERR_NOENT).putLong(0).putLong(0); // nothing is told of attributes
    }
  }

  /** fattr3 of a directory of root, RFC 1813 2.6. */
  private static void attributes(ByteBuffer reply) {
    reply.putInt(2).putInt(0755).putInt(2).putInt(0).putInt(0).putLong(4096).putLong(4096);
    reply.putLong(0).putLong(1).putLong(1).putLong(0).putLong(0).putLong(0);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
