// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.storage;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** The NULL procedure of NFSv3 (RFC 1813 section 3.3.0): whether a server really answers. */
final class NullCall {
  private static final int LIMIT_MILLIS = 500;
  private static final int XID = 0x45464331;
  private static final int CALL_BYTES = 40;
  private static final int NFS_PROGRAM = 100003;

  private NullCall() {}

  static boolean answered(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), port), LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.getOutputStream().write(call());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readInt(); // record mark
      // RFC 5531 section 9: xid, REPLY (1), MSG_ACCEPTED (0), verifier (flavour, length), SUCCESS
      // (0)
      return in.readInt() == XID
          && in.readInt() == 1
          && in.readInt() == 0
          && in.readLong() == 0
          && in.readInt() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] call() {
    ByteBuffer call = ByteBuffer.allocate(Integer.BYTES + CALL_BYTES);
    call.putInt(0x80000000 | CALL_BYTES).putInt(XID);
    call.putInt(0).putInt(2); // CALL, RPC version 2
    call.putInt(NFS_PROGRAM).putInt(3).putInt(0);
    call.putLong(0).putLong(0); // AUTH_NONE credentials and verifier
    return call.array();
  }
}
