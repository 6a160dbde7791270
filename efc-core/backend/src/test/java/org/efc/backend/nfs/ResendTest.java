// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Done;
import org.efc.backend.Stability;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replies that are lost, late, out of order, or "later, please". */
@Timeout(60)
class ResendTest {
  private final FakeNas nas;

  ResendTest() throws IOException {
    nas = new FakeNas();
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  private static Wire removed() {
    return new Wire().u32(0).noWcc();
  }

  private static void assertSentAlike(List<FakeServer.Call> calls) {
    FakeServer.Call first = calls.getFirst();
    assertThat(calls)
        .allSatisfy(
            call -> {
              assertThat(call.xid()).isEqualTo(first.xid());
              assertThat(call.sourcePort()).isEqualTo(first.sourcePort());
              assertThat(call.bytes()).isEqualTo(first.bytes());
            });
  }

  @Test
  void aCallWhoseReplyIsLostIsSentAgainUnderItsXidFromItsPort() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.REMOVE,
        call -> {
          if (tries.incrementAndGet() >= 3) {
            call.reply(removed());
          }
        });
    try (NfsBackend backend = nas.open("&timeo=2")) {
      FakeNas.calls(backend).remove(backend.root(), "file");
      assertThat(nas.server.calls(Nfs3.REMOVE)).hasSize(3);
      assertSentAlike(nas.server.calls(Nfs3.REMOVE));
      assertThat(nas.server.connections()).as("MOUNT's and three").isEqualTo(4);
    }
  }

  @Test
  void aCallInFlightWhenTheServerClosesIsSentAgainUnderItsXidFromItsPort() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.REMOVE,
        call -> {
          if (tries.incrementAndGet() < 5) {
            call.hangUp();
          } else {
            call.reply(removed());
          }
        });
    try (NfsBackend backend = nas.open("")) {
      FakeNas.calls(backend).remove(backend.root(), "file");
      assertThat(nas.server.calls(Nfs3.REMOVE)).hasSize(5);
      assertSentAlike(nas.server.calls(Nfs3.REMOVE));
    }
  }

  @Test
  void aReservedPortIsKeptToo() throws IOException {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "ports below 1024 need root");
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.REMOVE,
        call -> {
          if (tries.incrementAndGet() < 3) {
            call.hangUp();
          } else {
            call.reply(removed());
          }
        });
    try (NfsBackend backend = nas.open("&resvport")) {
      FakeNas.calls(backend).remove(backend.root(), "file");
      assertSentAlike(nas.server.calls(Nfs3.REMOVE));
      assertThat(nas.server.calls())
          .allSatisfy(call -> assertThat(call.sourcePort()).isBetween(665, 1023));
    }
  }

  @Test
  void aWriteIsSentAgainWithItsData() throws IOException {
    byte[] data = new byte[300_001];
    new Random(3).nextBytes(data);
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.WRITE,
        call -> {
          if (tries.incrementAndGet() == 1) {
            call.hangUp();
          } else {
            call.reply(new Wire().u32(0).noWcc().u32(data.length, 2).u64(1));
          }
        });
    try (NfsBackend backend = nas.open("")) {
      FakeNas.calls(backend).write(FakeNas.FILE, 5, data, Stability.FILE_SYNC);
      List<FakeServer.Call> writes = nas.server.calls(Nfs3.WRITE);
      assertThat(writes).hasSize(2);
      assertSentAlike(writes);
      ByteBuffer arguments = writes.get(1).afterHandle();
      assertThat(arguments.getLong()).isEqualTo(5);
      assertThat(arguments.getInt()).isEqualTo(data.length);
      assertThat(arguments.getInt()).isEqualTo(2);
      assertThat(arguments.getInt()).isEqualTo(data.length);
      byte[] sent = new byte[data.length];
      arguments.get(sent);
      assertThat(sent).isEqualTo(data);
      assertThat(arguments.remaining()).as("padding").isEqualTo(3);
    }
  }

  @Test
  void allCallsInFlightAreSentAgainInTheirOrder() throws Exception {
    AtomicInteger received = new AtomicInteger();
    nas.server.on(
        Nfs3.REMOVE,
        call -> {
          int number = received.incrementAndGet();
          if (number == 20) {
            call.hangUp();
          } else if (number > 20) {
            call.reply(removed());
          }
        });
    try (NfsBackend backend = nas.open("")) {
      List<Recorded<Done>> ends = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Recorded<Done> end = new Recorded<>();
        ends.add(end);
        backend.remove(Caller.ROOT, backend.root(), Name.of("f" + i), Change.REPEATABLE, end);
      }
      for (Recorded<Done> end : ends) {
        assertThat(end.get()).isEqualTo("ok DONE");
      }
      List<FakeServer.Call> calls = nas.server.calls(Nfs3.REMOVE);
      assertThat(calls).hasSize(40);
      assertThat(calls.subList(20, 40))
          .extracting(FakeServer.Call::xid)
          .isEqualTo(calls.subList(0, 20).stream().map(FakeServer.Call::xid).toList());
    }
  }

  @Test
  void repliesMayComeInAnyOrder() throws Exception {
    List<FakeServer.Call> held = Collections.synchronizedList(new ArrayList<>());
    nas.server.on(Nfs3.ACCESS, held::add);
    try (NfsBackend backend = nas.open("")) {
      List<Recorded<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        Recorded<Integer> end = new Recorded<>();
        ends.add(end);
        backend.access(Caller.ROOT, backend.root(), i % 8, end);
      }
      await().until(() -> held.size() == 30);
      Collections.shuffle(held, new Random(1));
      for (FakeServer.Call call : held) {
        call.reply(new Wire().u32(0).absent().u32(call.afterHandle().getInt()));
      }
      for (int i = 0; i < 30; i++) {
        assertThat(ends.get(i).get()).isEqualTo("ok " + i % 8);
      }
    }
  }

  @Test
  void moreCallsThanSlotsWaitTheirTurn() throws Exception {
    int many = 1000;
    List<FakeServer.Call> held = Collections.synchronizedList(new ArrayList<>());
    nas.server.on(Nfs3.ACCESS, held::add);
    try (NfsBackend backend = nas.open("")) {
      List<Recorded<Integer>> ends = new ArrayList<>();
      for (int i = 0; i < many; i++) {
        Recorded<Integer> end = new Recorded<>();
        ends.add(end);
        backend.access(Caller.ROOT, backend.root(), i % 8, end);
      }
      await().until(() -> held.size() == 128);
      nas.server.on(
          Nfs3.ACCESS,
          call -> call.reply(new Wire().u32(0).absent().u32(call.afterHandle().getInt())));
      for (FakeServer.Call call : List.copyOf(held)) {
        call.reply(new Wire().u32(0).absent().u32(call.afterHandle().getInt()));
      }
      for (int i = 0; i < many; i++) {
        assertThat(ends.get(i).get()).isEqualTo("ok " + i % 8);
      }
      Set<Integer> xids = new HashSet<>();
      nas.server.calls(Nfs3.ACCESS).forEach(call -> xids.add(call.xid()));
      assertThat(xids).as("no XID twice").hasSize(many);
    }
  }

  @Test
  void aJukeboxIsAskedAgainLaterUnderANewXid() throws IOException {
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.SETATTR,
        call -> {
          if (tries.incrementAndGet() < 3) {
            call.reply(new Wire().u32(10008).noWcc());
          } else {
            call.reply(new Wire().u32(0, 0).attributes(Wire.REGULAR, 9, 77));
          }
        });
    try (NfsBackend backend = nas.open("")) {
      long start = System.nanoTime();
      assertThat(FakeNas.calls(backend).setattr(FakeNas.FILE, AttributeChange.ofSize(77)).size())
          .isEqualTo(77);
      assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(250).toNanos());
      assertThat(nas.server.calls(Nfs3.SETATTR))
          .extracting(FakeServer.Call::xid)
          .hasSize(3)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void softCallsEndAtTheirDeadline() throws IOException {
    nas.server.on(Nfs3.REMOVE, call -> {});
    nas.server.on(Nfs3.SETATTR, call -> call.reply(new Wire().u32(10008).noWcc()));
    try (NfsBackend backend = nas.open("&soft&timeo=2&retrans=2")) {
      Calls calls = FakeNas.calls(backend);
      long start = System.nanoTime();
      assertThat(errnoOf(() -> calls.remove(backend.root(), "file"))).isEqualTo(Errno.ETIMEDOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(Duration.ofMillis(550), Duration.ofSeconds(5));
      assertThat(nas.server.calls(Nfs3.REMOVE)).hasSizeBetween(2, 3);
      assertThat(errnoOf(() -> calls.setattr(FakeNas.FILE, AttributeChange.ofSize(1))))
          .as("for ever later is too late, too")
          .isEqualTo(Errno.ETIMEDOUT);
    }
  }

  @Test
  void softCallsEndWhileTheServerIsGone() throws IOException {
    try (NfsBackend backend = nas.open("&soft&timeo=2&retrans=1")) {
      nas.server.close();
      assertThat(errnoOf(() -> FakeNas.calls(backend).getattr(backend.root())))
          .isEqualTo(Errno.ETIMEDOUT);
    }
  }

  @Test
  void aSoftReadThatStopsInTheMiddleOfItsDataEnds() throws IOException {
    nas.server.on(
        Nfs3.READ,
        call -> {
          byte[] results = new Wire().u32(0, 0, 90_000, 1, 90_000).raw(new byte[100]).bytes();
          call.send(new Wire().u32(0x80000000L | 150_000, call.xid(), 1, 0, 0, 0, 0).bytes());
          call.send(results);
        });
    try (NfsBackend backend = nas.open("&soft&timeo=2&retrans=0")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).read(FakeNas.FILE, 0, 90_000)))
          .isEqualTo(Errno.ETIMEDOUT);
    }
  }

  @Test
  void aLateReplyToATimedOutCallIsIgnored() throws Exception {
    List<FakeServer.Call> held = Collections.synchronizedList(new ArrayList<>());
    nas.server.on(Nfs3.REMOVE, held::add);
    nas.server.on(
        Nfs3.ACCESS,
        call -> {
          for (FakeServer.Call late : held) {
            call.send(FakeServer.Call.mark(late.message(removed()), true));
          }
          call.reply(new Wire().u32(0).absent().u32(1));
        });
    try (NfsBackend backend = nas.open("&soft&timeo=3&retrans=0")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(errnoOf(() -> calls.remove(backend.root(), "file"))).isEqualTo(Errno.ETIMEDOUT);
      assertThat(calls.access(backend.root(), 4)).isEqualTo(4);
    }
  }

  @Test
  void closeCancelsWhatIsUnderWay() throws Exception {
    nas.server.on(Nfs3.REMOVE, call -> {});
    nas.server.on(Nfs3.SETATTR, call -> call.reply(new Wire().u32(10008).noWcc()));
    List<Recorded<Object>> ends = new ArrayList<>();
    NfsBackend backend = nas.open("");
    for (int i = 0; i < 300; i++) { // some in slots, some waiting for one
      Recorded<Done> end = new Recorded<>();
      backend.remove(Caller.ROOT, backend.root(), Name.of("f" + i), Change.REPEATABLE, end);
      ends.add(cast(end));
    }
    Recorded<Attributes> later = new Recorded<>();
    backend.setattr(Caller.ROOT, FakeNas.FILE, AttributeChange.ofSize(1), Change.REPEATABLE, later);
    ends.add(cast(later));
    long start = System.nanoTime();
    backend.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    for (Recorded<Object> end : ends) {
      assertThat(end.get()).isEqualTo("ECANCELED");
    }
  }

  @SuppressWarnings("unchecked") // only read from
  private static Recorded<Object> cast(Recorded<?> recorded) {
    return (Recorded<Object>) recorded;
  }

  @Test
  void aServerThatDoesNotReadDoesNotBlockTheCaller() throws Exception {
    nas.server.on(
        Nfs3.REMOVE,
        call -> {
          try {
            Thread.sleep(60_000); // this connection's only thread: nothing more is read
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    NfsBackend backend = nas.open("");
    backend.remove(
        Caller.ROOT, backend.root(), Name.of("x"), Change.REPEATABLE, new Recorded<Done>());
    ByteBuffer data = ByteBuffer.allocateDirect(1 << 20);
    List<Recorded<Object>> ends = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < 64; i++) { // more than any socket buffer
      Recorded<Object> end = new Recorded<>();
      BufferCalls.write(
          backend,
          Caller.ROOT,
          FakeNas.FILE,
          0,
          data.duplicate(),
          Stability.FILE_SYNC,
          Change.REPEATABLE,
          end);
      ends.add(end);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    backend.close();
    for (Recorded<Object> end : ends) {
      assertThat(end.get()).isEqualTo("ECANCELED");
    }
  }

  @Test
  void anInterruptedCallerDoesNotBreakTheConnection() throws Exception {
    try (NfsBackend backend = nas.open("")) {
      List<Recorded<Attributes>> ends = new ArrayList<>();
      Thread caller =
          Thread.ofPlatform()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    for (int i = 0; i < 10; i++) {
                      Recorded<Attributes> end = new Recorded<>();
                      backend.getattr(Caller.ROOT, backend.root(), end);
                      ends.add(end);
                    }
                  });
      caller.join();
      for (Recorded<Attributes> end : ends) {
        assertThat(end.get()).startsWith("ok");
      }
      assertThat(nas.server.connections()).as("MOUNT's and NFS's").isEqualTo(2);
    }
  }

  @Test
  void completionsMayMakeCalls() throws Exception {
    int fan = 50;
    nas.server.on(Nfs3.ACCESS, call -> call.reply(new Wire().u32(0).absent().u32(1)));
    try (NfsBackend backend = nas.open("")) {
      List<Recorded<Integer>> ends = Collections.synchronizedList(new ArrayList<>());
      Recorded<Attributes> first = new Recorded<>();
      backend.getattr(
          Caller.ROOT,
          backend.root(),
          new Then<>(
              first,
              attributes -> {
                for (int i = 0; i < fan; i++) {
                  Recorded<Integer> end = new Recorded<>();
                  ends.add(end);
                  backend.access(Caller.ROOT, backend.root(), 4, end);
                }
                first.succeeded(attributes);
              }));
      assertThat(first.get()).startsWith("ok");
      for (Recorded<Integer> end : ends) {
        assertThat(end.get()).isEqualTo("ok 4");
      }
      assertThat(ends).hasSize(fan);
    }
  }

  @Test
  void aServerThatClosesIdleConnectionsIsConnectedToAgainWhenNeeded() throws IOException {
    try (NfsBackend backend = nas.open("")) {
      int before = nas.server.connections();
      nas.server.hangUp();
      await().during(Duration.ofMillis(200)).until(() -> nas.server.connections() == before);
      assertThat(FakeNas.calls(backend).getattr(backend.root()).fileid()).isEqualTo(5);
      assertThat(nas.server.connections()).isEqualTo(before + 1);
      int port = nas.server.calls(Nfs3.GETATTR).getFirst().sourcePort();
      assertThat(nas.server.calls(Nfs3.GETATTR).getLast().sourcePort()).isEqualTo(port);
    }
  }
}
