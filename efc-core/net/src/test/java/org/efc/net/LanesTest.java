// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lanes under a protocol that is not ONC RPC, and what their threads do when something fails. */
@Timeout(60)
class LanesTest {
  private final LanesFixture fixture = new LanesFixture();
  private final EchoServer server;

  LanesTest() throws IOException {
    server = new EchoServer("127.0.0.1", 0);
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
    server.close();
  }

  private static EchoCall submit(Lanes lanes, EchoCall call) {
    return LanesFixture.submit(lanes, call);
  }

  @Test
  void aCallIsAnsweredAndACallMayBeRefused() throws Exception {
    server.on(
        call -> {
          if (call.text().equals("no")) {
            call.reply(EchoProtocol.REFUSAL, "");
          } else {
            call.answer();
          }
        });
    Lanes lanes = fixture.connect(server.port());
    assertThat(submit(lanes, new EchoCall("hello")).get()).isEqualTo("hello");
    assertThat(submit(lanes, new EchoCall("no")).get()).isEqualTo("EOPNOTSUPP");
    assertThat(submit(lanes, new EchoCall("x".repeat(500))).get()).isEqualTo("EINVAL");
  }

  @Test
  void callsThatHaveNotEndedAreCountedThoseMadeAgainLaterToo() throws Exception {
    Queue<EchoServer.Received> asked = new ConcurrentLinkedQueue<>();
    server.on(asked::add);
    Lanes lanes = fixture.connect(server.port());
    assertThat(lanes.underWay()).isZero();
    EchoCall first = submit(lanes, new EchoCall("first"));
    submit(lanes, new EchoCall("second"));
    assertThat(lanes.underWay()).isEqualTo(2);
    await().until(() -> asked.size() == 2);
    for (EchoServer.Received call : asked) {
      call.answer();
    }
    first.get();
    await().until(() -> lanes.underWay() == 0);
    assertThat(lanes.submitLater(new EchoCall("later"), Duration.ofHours(1))).isTrue();
    assertThat(lanes.underWay()).isEqualTo(1);
  }

  @Test
  void whatIsNoReplyIsSkipped() throws Exception {
    server.on(
        call -> {
          call.reply((byte) '?', "notice");
          call.answer();
        });
    assertThat(submit(fixture.connect(server.port()), new EchoCall("hello")).get())
        .isEqualTo("hello");
  }

  @Test
  void aCallWithoutReplyIsSentAgainUnderItsIdFromItsPort() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    server.on(
        call -> {
          if (tries.incrementAndGet() < 3) {
            call.socket().close();
          } else {
            call.answer();
          }
        });
    EchoCall call = submit(fixture.connect(server.port()), new EchoCall("hello"));
    assertThat(call.get()).isEqualTo("hello");
    assertThat(server.calls()).hasSize(3);
    assertThat(server.calls().stream().map(EchoServer.Received::id).distinct()).hasSize(1);
    assertThat(server.calls().stream().map(EchoServer.Received::sourcePort).distinct()).hasSize(1);
    assertThat(call.doubts.get()).as("the server closed").isPositive();
  }

  @Test
  void aReservedPortIsNoneOfThoseThatServicesAndManagementControllersHave() throws Exception {
    Assumptions.assumeTrue(LanesFixture.isRoot(), "ports below 1024 need root");
    fixture.reservedPort = true;
    fixture.connections = 16;
    for (int i = 0; i < 4; i++) {
      fixture.connect(server.port());
    }
    await().until(() -> server.connections().size() == 64);
    assertThat(server.connections())
        .allSatisfy(socket -> assertThat(socket.getPort()).isBetween(665, 1023));
  }

  @Test
  void theEndOfACallThatThrowsEndsTheProcess() throws Exception {
    Failures failures = new Failures();
    fixture.failStop = failures;
    Lanes lanes = fixture.connect(server.port());
    submit(
        lanes,
        new EchoCall("broken") {
          @Override
          protected void succeeded() {
            throw new IllegalStateException("a fault of the caller's code");
          }
        });
    await().until(() -> !failures.parts().isEmpty());
    assertThat(failures.parts())
        .containsExactly("the completion of broken: a fault of the caller's code");
  }

  @Test
  void aReaderThatThrowsEndsTheProcess() throws Exception {
    Failures failures = new Failures();
    fixture.failStop = failures;
    server.on(call -> call.reply((byte) 'D', ""));
    EchoCall call = submit(fixture.connect(server.port()), new EchoCall("hello"));
    assertThat(call.get()).isEqualTo("ECANCELED");
    await().until(() -> !failures.parts().isEmpty());
    assertThat(failures.parts()).containsExactly("thread test #0: a fault of the protocol's code");
  }

  @Test
  void aTaskOfTheTimerThatThrowsEndsTheProcess() throws Exception {
    Failures failures = new Failures();
    fixture.failStop = failures;
    Lanes lanes = fixture.connect(server.port());
    EchoCall again =
        new EchoCall("again") {
          @Override
          protected long laneKey() {
            throw new IllegalStateException("a fault of the caller's code");
          }
        };
    assertThat(lanes.submitLater(again, Duration.ofMillis(1))).isTrue();
    await().until(() -> !failures.parts().isEmpty());
    assertThat(failures.parts()).containsExactly("the timer of test: a fault of the caller's code");
  }

  @Test
  void closingIsNoFailure() throws Exception {
    Failures failures = new Failures();
    fixture.failStop = failures;
    server.on(call -> {});
    fixture.connections = 3;
    Lanes lanes = fixture.connect(server.port());
    EchoCall under = submit(lanes, new EchoCall("under way"));
    EchoCall later = new EchoCall("later");
    assertThat(lanes.submitLater(later, Duration.ofHours(1))).isTrue();
    lanes.close();
    assertThat(under.get()).isEqualTo("ECANCELED");
    assertThat(later.get()).isEqualTo("ECANCELED");
    assertThat(submit(lanes, new EchoCall("after")).get()).isEqualTo("ECANCELED");
    assertThat(failures.parts()).isEmpty();
  }

  /** Lost calls end on the reader, and what their ends submit goes out before it waits. */
  @Test
  void whatTheEndsOfLostCallsSubmitIsSentBeforeTheReaderWaits() throws Exception {
    fixture.connections = 2;
    fixture.scanNanos = Long.MAX_VALUE / 2; // no scan helps
    Lanes lanes = fixture.connect(server.port());
    assertThat(submit(lanes, new EchoCall("other lane", 1)).get()).isEqualTo("other lane");
    EchoCall next = new EchoCall("next", 3);
    EchoCall lost =
        new EchoCall("lost", 2) {
          @Override
          protected void failed(Errno errno) {
            lanes.submit(next);
            super.failed(errno);
          }
        };
    AtomicInteger tries = new AtomicInteger();
    server.on(
        call -> {
          if (call.text().equals("lost")) {
            if (tries.incrementAndGet() == 3) {
              server.stopListening(); // the reader waits, for long
            }
            call.reply((byte) 'M', ""); // three in sequence: the call fails
          } else {
            call.answer();
          }
        });
    assertThat(submit(lanes, lost).get()).isEqualTo("EIO");
    assertThat(next.get()).isEqualTo("next");
  }
}
