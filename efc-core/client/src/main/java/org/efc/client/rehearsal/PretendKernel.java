// SPDX-License-Identifier: Apache-2.0
package org.efc.client.rehearsal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.common.linux.UnixSocket;
import org.efc.fuse.abi.ReplyLayout.OutHeader;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.op.Opcode;

/**
 * The kernel's end of a device that is a pair of sockets, which keep messages apart as the device
 * does: says one request after the other, each as root.
 */
final class PretendKernel implements AutoCloseable {
  /** An emulated client, whose cache of classes an image gets, answers late on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int LONGEST = 128 << 10;

  private final UnixSocket.Pair sockets = UnixSocket.pair();
  private final ByteBuffer request = ByteBuffer.allocate(LONGEST).order(ByteOrder.nativeOrder());
  private long unique;

  PretendKernel() {
    sockets.other().deadline(PATIENCE);
  }

  /** What a session takes for {@code /dev/fuse}. */
  Fd device() {
    return sockets.one().fd();
  }

  /** Begins a request: the fields of its structure follow, then names and data. */
  PretendKernel begin(Opcode opcode, long nodeid) {
    unique += 2;
    request.clear();
    request.putInt(InHeader.OPCODE, opcode.number());
    request.putLong(InHeader.UNIQUE, unique);
    request.putLong(InHeader.NODEID, nodeid);
    request.putLong(InHeader.UID, 0);
    request.putLong(InHeader.PID, 0);
    request.position(InHeader.SIZE);
    return this;
  }

  PretendKernel number(long value) {
    request.putLong(value);
    return this;
  }

  PretendKernel number(int value) {
    request.putInt(value);
    return this;
  }

  PretendKernel name(String name) {
    request.put(name.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    return this;
  }

  PretendKernel data(int length) {
    request.put(new byte[length]);
    return this;
  }

  /** Sends it; nothing is answered. */
  void send() {
    request.putInt(InHeader.LEN, request.position());
    byte[] bytes = new byte[request.position()];
    request.get(0, bytes);
    sockets.other().send(bytes, List.of());
  }

  /** Sends it and waits for its answer: the body, whatever the errno says. */
  ByteBuffer ask() {
    send();
    while (true) {
      byte[] bytes = sockets.other().receive(LONGEST).bytes();
      ByteBuffer reply = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      if (bytes.length < OutHeader.SIZE) {
        throw new IllegalStateException("the device was closed");
      }
      if (reply.getLong(OutHeader.UNIQUE) == unique) { // else a notification
        return reply.slice(OutHeader.SIZE, bytes.length - OutHeader.SIZE).order(reply.order());
      }
    }
  }

  /** For the session as if the file system was unmounted. */
  void hangUp() {
    sockets.other().shutdownOutput();
  }

  @Override
  public void close() {
    sockets.close();
  }
}
