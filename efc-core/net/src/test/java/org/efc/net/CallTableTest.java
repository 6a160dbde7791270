// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final CallTable table = table();
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

  private void end(Call call, @Nullable Errno failure) {
    ends.add(call.what() + " " + (failure == null ? "ok" : failure));
  }

  private CallTable table() {
    LaneOptions options =
        new LaneOptions(
            1, 4, Duration.ofSeconds(60), Optional.empty(), false, Failures.unexpected());
    EchoProtocol protocol = new EchoProtocol();
    LaneMemory memory =
        new LaneMemory(CallTable.memory(options, protocol) + RecordReader.memory(protocol.sizes()));
    RecordReader replies = new RecordReader(new NoInput(), protocol.sizes(), memory);
    return new CallTable(options, protocol, protocol.dialog(replies), memory, "test", this::end);
  }

  private static final class NoInput implements RecordReader.Input {
    @Override
    public int read(ByteBuffer destination) throws IOException {
      throw new IOException("nothing is read here");
    }

    @Override
    public boolean expectsBulk() {
      return false;
    }
  }

  private static Call call(String name, int payload) {
    return new EchoCall(name, 0, 0, payload);
  }

  private void submit(Call call) {
    table.submit(call);
    table.flush();
  }

  /** The id of the next call on the wire. */
  private int readId() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    while (start.hasRemaining()) {
      server.read(start);
    }
    return start.getInt(5);
  }

  private Slot received(int id) {
    return Objects.requireNonNull(table.receive(id));
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
    submit(call("WRITE", LARGE));
    Slot slot = received(readId());
    table.settle(slot, null);
    assertThat(ends).as("the payload is still being sent").isEmpty();
    assertThat(table.receive(slot.id)).as("a second reply").isNull();
    readRest(LARGE);
    await().until(() -> ends.equals(List.of("WRITE ok")));
  }

  @Test
  void smallCallsDoNotWaitForASubmitterWhileALargeOneIsSent() throws IOException {
    table.attach(client);
    submit(call("WRITE", LARGE));
    int write = readId();
    submit(call("GETATTR", 0)); // returns, though the socket takes no more
    readRest(LARGE - 1000);
    table.settle(received(write), null);
    readRest(1000);
    await().until(() -> ends.equals(List.of("WRITE ok")));
  }

  @Test
  void aDeadlineDoesNotEndACallWhosePayloadIsBeingSent() throws IOException {
    table.attach(client);
    Call call = call("WRITE", LARGE);
    call.setDeadline(System.nanoTime());
    submit(call);
    readId();
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
      Call call = call("C" + i, 0);
      call.setDeadline(System.nanoTime());
      submit(call);
    }
    assertThat(table.overdue(System.nanoTime() + 1).timedOut()).hasSize(6);
    assertThat(table.overdue(System.nanoTime() + 1).busy()).isFalse();
  }

  @Test
  void aCallThatCanNotBeEncodedFailsAndItsSlotIsFree() {
    String tooLong = "LONG".repeat(1000);
    for (int i = 0; i < 10; i++) {
      submit(new EchoCall(tooLong));
    }
    assertThat(ends).hasSize(10).containsOnly(tooLong + " EINVAL");
    assertThat(table.load()).isZero();
  }

  @Test
  void afterClosingCallsAreCanceled() {
    submit(call("BEFORE", 0));
    table.close();
    submit(call("AFTER", 0));
    assertThat(ends).containsExactly("AFTER ECANCELED");
    table.failAll(Errno.ECANCELED);
    assertThat(ends).containsExactly("AFTER ECANCELED", "BEFORE ECANCELED");
  }
}
