// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When a call may end: not while a thread still sends its payload, whose owner would overwrite it.
 */
@Timeout(30)
class CallTableTest {
  private static final int LARGE = 32 << 20; // more than any socket buffer

  private final List<String> ends = new CopyOnWriteArrayList<>();
  private final CallTable table =
      new CallTable(
          new RpcOptions(1, 4, Duration.ofSeconds(60), Optional.empty(), false),
          new AuthSys("test"),
          "test",
          this::end);
  private final SocketChannel client;
  private final SocketChannel server;

  CallTableTest() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      client = SocketChannel.open(listener.getLocalAddress());
      server = listener.accept();
    }
  }

  @AfterEach
  void close() throws IOException {
    table.close();
    client.close();
    server.close();
  }

  private void end(RpcCall call, @Nullable Errno failure) {
    ends.add(call.procedure() + " " + (failure == null ? "ok" : failure));
  }

  private static final class Call extends RpcCall {
    private final ByteBuffer payload;

    Call(String name, int payload) {
      super(new Procedure(1, 1, 1, name), Caller.ROOT);
      this.payload = ByteBuffer.allocateDirect(payload);
    }

    @Override
    protected void encodeArguments(XdrEncoder out) {
      out.putInt(payload.capacity());
    }

    @Override
    protected ByteBuffer payload() {
      return payload.clear();
    }

    @Override
    protected void decodeResults(ReplyRecord reply) {}

    @Override
    protected void succeeded() {}

    @Override
    protected void failed(Errno errno) {}
  }

  private void submit(RpcCall call) {
    table.submit(call);
    table.flush();
  }

  /** The XID of the next call on the wire. */
  private int readXid() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(8);
    while (start.hasRemaining()) {
      server.read(start);
    }
    return start.getInt(4);
  }

  private void readRest(long bytes) throws IOException {
    ByteBuffer sink = ByteBuffer.allocate(1 << 20);
    for (long left = bytes; left > 0; ) {
      left -= server.read(sink.clear().limit((int) Math.min(left, sink.capacity())));
    }
  }

  @Test
  void aReplyBeforeThePayloadIsSentEndsTheCallAfterwards() throws IOException {
    table.attach(client);
    submit(new Call("WRITE", LARGE));
    Slot slot = table.receive(readXid()).orElseThrow();
    table.settle(slot, null);
    assertThat(ends).as("the payload is still being sent").isEmpty();
    assertThat(table.receive(slot.xid())).as("a second reply").isEmpty();
    readRest(LARGE);
    await().until(() -> ends.equals(List.of("WRITE ok")));
  }

  @Test
  void smallCallsDoNotWaitForASubmitterWhileALargeOneIsSent() throws IOException {
    table.attach(client);
    submit(new Call("WRITE", LARGE));
    int write = readXid();
    submit(new Call("GETATTR", 0)); // returns, though the socket takes no more
    readRest(LARGE - 1000);
    table.settle(table.receive(write).orElseThrow(), null);
    readRest(1000);
    await().until(() -> ends.equals(List.of("WRITE ok")));
  }

  @Test
  void aDeadlineDoesNotEndACallWhosePayloadIsBeingSent() throws IOException {
    table.attach(client);
    Call call = new Call("WRITE", LARGE);
    call.setDeadline(System.nanoTime());
    submit(call);
    readXid();
    CallTable.Overdue overdue = table.overdue(System.nanoTime() + 1);
    assertThat(overdue.timedOut()).isEmpty();
    assertThat(overdue.breakConnection()).isPresent();
    table.breakConnection();
    assertThat(table.detach(Optional.empty())).isZero();
    assertThat(ends).containsExactly("WRITE ETIMEDOUT");
  }

  @Test
  void callsThatWaitForASlotTimeOutToo() {
    for (int i = 0; i < 6; i++) {
      Call call = new Call("C" + i, 0);
      call.setDeadline(System.nanoTime());
      submit(call);
    }
    assertThat(table.overdue(System.nanoTime() + 1).timedOut()).hasSize(6);
    assertThat(table.overdue(System.nanoTime() + 1).busy()).isFalse();
  }

  @Test
  void aCallThatCanNotBeEncodedFailsAndItsSlotIsFree() {
    for (int i = 0; i < 10; i++) {
      submit(
          new RpcCall(new Procedure(1, 1, 1, "LONG"), Caller.ROOT) {
            @Override
            protected void encodeArguments(XdrEncoder out) {
              out.putFixed(new byte[2000]);
            }

            @Override
            protected void decodeResults(ReplyRecord reply) {}

            @Override
            protected void succeeded() {}

            @Override
            protected void failed(Errno errno) {}
          });
    }
    assertThat(ends).hasSize(10).containsOnly("LONG EINVAL");
    assertThat(table.load()).isZero();
  }

  @Test
  void afterClosingCallsAreCanceled() {
    submit(new Call("BEFORE", 0));
    table.close();
    submit(new Call("AFTER", 0));
    assertThat(ends).containsExactly("AFTER ECANCELED");
    table.failAll(Errno.ECANCELED);
    assertThat(ends).containsExactly("AFTER ECANCELED", "BEFORE ECANCELED");
  }
}
