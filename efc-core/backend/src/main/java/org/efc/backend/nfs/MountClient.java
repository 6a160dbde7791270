// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.backend.Handle;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.common.vital.FailStop;
import org.efc.net.LaneOptions;

/** The MOUNT program, version 3 (RFC 1813 appendix I): path in, handle out. Blocking. */
final class MountClient implements AutoCloseable {
  static final int PROGRAM = 100005;
  static final int VERSION = 3;

  /** MNTPATHLEN, in bytes. */
  static final int MAX_PATH = 1024;

  private static final Procedure MNT = new Procedure(PROGRAM, VERSION, 1, "MNT");
  private static final Procedure UMNT = new Procedure(PROGRAM, VERSION, 3, "UMNT");
  private static final Procedure EXPORT = new Procedure(PROGRAM, VERSION, 5, "EXPORT");
  private static final int MAX_FLAVORS = 64;
  private static final int MAX_NAME = 255;

  private final RpcClient client;
  private final Deadline deadline;

  private MountClient(RpcClient client, Deadline deadline) {
    this.client = client;
    this.deadline = deadline;
  }

  static MountClient connect(
      String host, InetAddress address, int port, boolean reservedPort, Deadline deadline)
      throws IOException {
    return new MountClient(
        RpcClient.connect(
            host, address, port, options(deadline, reservedPort), deadline.remaining()),
        deadline);
  }

  /** One connection, and calls that end by themselves: two attempts in the time there is. */
  static LaneOptions options(Deadline deadline, boolean reservedPort) {
    Duration left = deadline.remaining();
    return new LaneOptions(1, 1, left.dividedBy(2), Optional.of(left), reservedPort, FailStop.HALT);
  }

  /** Asks for the handle of {@code path}, at most {@link #MAX_PATH} bytes. */
  MountReply mount(String path) {
    return call(MNT, path, MountClient::readReply, "MNT " + path);
  }

  /** Tells the server that the path is not used any more; nobody relies on it. */
  void unmount(String path) {
    Object _ = call(UMNT, path, in -> true, "UMNT " + path);
  }

  /** The paths that the server exports to anybody. */
  List<String> exports() {
    Await<List<String>> await = new Await<>();
    client.submit(
        new PlainCall<>(
            EXPORT, out -> {}, ByteBuffer.allocate(0), MountClient::readExports, await));
    return await.get(client, deadline, "EXPORT");
  }

  private <T> T call(Procedure procedure, String path, SimpleCall.Results<T> results, String what) {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    Await<T> await = new Await<>();
    client.submit(
        new PlainCall<>(
            procedure, out -> out.putInt(bytes.length), ByteBuffer.wrap(bytes), results, await));
    return await.get(client, deadline, what);
  }

  private static MountReply readReply(XdrDecoder in) {
    int status = in.readInt();
    if (status != 0) {
      return new MountReply.Refused(status);
    }
    Handle handle = FileXdr.readHandle(in);
    int count = in.readLength(MAX_FLAVORS);
    List<Integer> flavors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      flavors.add(in.readInt());
    }
    return new MountReply.Granted(handle, flavors);
  }

  private static List<String> readExports(XdrDecoder in) {
    List<String> exports = new ArrayList<>();
    while (in.readBoolean()) {
      exports.add(new String(in.readOpaque(MAX_PATH), StandardCharsets.UTF_8));
      while (in.readBoolean()) {
        in.skipOpaque(MAX_NAME); // to whom
      }
    }
    return exports;
  }

  /** Elsewhere: who mounts does not wait until the connection's threads have ended. */
  @Override
  public void close() {
    Thread.ofPlatform().daemon().name("unused mount connection").start(client::close);
  }
}
