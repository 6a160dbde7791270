// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.RpcClient;

/** The portmapper, version 2 (RFC 1833 section 3): which port a program has. Blocking. */
final class Portmapper {
  static final int PORT = 111;

  private static final Procedure GETPORT = new Procedure(100000, 2, 3, "GETPORT");
  private static final int TCP = 6;

  private Portmapper() {}

  /**
   * The TCP port of a program; 0: not registered.
   *
   * @throws IOException when no portmapper can be reached
   * @throws org.efc.backend.BackendException when what answers is none
   */
  static int port(String host, InetAddress address, int program, int version, Deadline deadline)
      throws IOException {
    try (RpcClient client =
        RpcClient.connect(
            host, address, PORT, MountClient.options(deadline, false), deadline.remaining())) {
      Await<Integer> await = new Await<>();
      client.submit(
          new PlainCall<>(
              GETPORT,
              out -> {
                out.putInt(program);
                out.putInt(version);
                out.putInt(TCP);
                out.putInt(0);
              },
              ByteBuffer.allocate(0),
              in -> in.readInt(),
              await));
      int port = await.get(client, deadline, "GETPORT");
      return port < 0 || port > 65535 ? 0 : port;
    }
  }
}
