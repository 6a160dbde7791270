// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as servers may send them, and as none should (RFC 5531 section 11). */
@Timeout(30)
class ReplyFramingTest {
  private final FakeNas nas;

  ReplyFramingTest() throws IOException {
    nas = new FakeNas();
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  private static byte[] data(int size) {
    byte[] data = new byte[size];
    new Random(7).nextBytes(data);
    return data;
  }

  private static Wire readReply(byte[] data) {
    return new Wire()
        .u32(0)
        .attributes(Wire.REGULAR, 9, data.length)
        .u32(data.length, 1)
        .opaque(data);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 7, 24, 28, 100, 131, 132, 1000})
  void fragmentsMayHaveAnySize(int size) throws IOException {
    byte[] data = data(333);
    nas.server
        .on(Nfs3.GETATTR, call -> call.reply(new Wire().u32(0).fattr(2, 5, 1000), size))
        .on(Nfs3.READ, call -> call.reply(readReply(data), size));
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(calls.getattr(backend.root()).size()).isEqualTo(1000);
      assertThat(calls.read(FakeNas.FILE, 0, 4000)).isEqualTo(data);
      assertThat(calls.read(FakeNas.FILE, 0, 100_000)).isEqualTo(data);
      assertThat(calls.getattr(backend.root()).size()).isEqualTo(1000);
    }
  }

  @Test
  void emptyFragmentsAreNothing() throws IOException {
    byte[] empty = FakeServer.Call.mark(new byte[0], false);
    nas.server.on(
        Nfs3.READ,
        call -> {
          byte[] message = call.message(readReply(data(50)));
          call.send(empty);
          call.send(FakeServer.Call.mark(Arrays.copyOf(message, 30), false));
          call.send(empty);
          call.send(empty);
          call.send(FakeServer.Call.mark(Arrays.copyOfRange(message, 30, message.length), false));
          call.send(FakeServer.Call.mark(new byte[0], true));
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 50)).isEqualTo(data(50));
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 50)).isEqualTo(data(50));
    }
  }

  @Test
  void aMegabyteComesThroughInManyFragments() throws IOException {
    byte[] data = data(1 << 20);
    nas.server.on(Nfs3.READ, call -> call.reply(readReply(data), 65_521));
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, data.length)).isEqualTo(data);
    }
  }

  @Test
  void manyRepliesMayComeInOnePiece() throws IOException {
    nas.server.on(
        Nfs3.READ,
        call -> {
          byte[] one = FakeServer.Call.mark(call.message(readReply(data(40))), true);
          byte[] foreign = one.clone();
          foreign[4] ^= 1; // of a call that was never made
          call.send(new Wire().raw(foreign).raw(one).raw(foreign).bytes());
        });
    try (NfsBackend backend = nas.open("")) {
      for (int i = 0; i < 20; i++) {
        assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 40)).isEqualTo(data(40));
      }
    }
  }

  @Test
  void unknownAndRepeatedRepliesAndCallsAreIgnored() throws IOException {
    nas.server.on(
        Nfs3.GETATTR,
        call -> {
          byte[] right = call.message(new Wire().u32(0).fattr(2, 5, 1000));
          byte[] wrong = call.message(new Wire().u32(0).fattr(2, 5, 666));
          wrong[3] ^= 0x40;
          call.send(FakeServer.Call.mark(wrong, true));
          call.send(FakeServer.Call.mark(new Wire().u32(call.xid(), 0, 2, 1, 1, 1).bytes(), true));
          call.send(FakeServer.Call.mark(right, true));
          call.send(FakeServer.Call.mark(right, true));
        });
    try (NfsBackend backend = nas.open("")) {
      for (int i = 0; i < 10; i++) {
        assertThat(FakeNas.calls(backend).getattr(backend.root()).size()).isEqualTo(1000);
      }
      assertThat(nas.server.calls(Nfs3.GETATTR)).hasSize(11);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 9, 27, 60, 131, 200, 300})
  void aConnectionLostInTheMiddleOfARecordIsMadeAnew(int bytes) throws IOException {
    byte[] data = data(200);
    AtomicInteger tries = new AtomicInteger();
    nas.server.on(
        Nfs3.READ,
        call -> {
          byte[] record = FakeServer.Call.mark(call.message(readReply(data)), true);
          if (tries.incrementAndGet() < 3) {
            call.send(Arrays.copyOf(record, bytes));
            call.hangUp();
          } else {
            call.send(record);
          }
        });
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 200)).isEqualTo(data);
      assertThat(nas.server.calls(Nfs3.READ))
          .hasSize(3)
          .extracting(FakeServer.Call::xid)
          .containsOnly(nas.server.calls(Nfs3.READ).getFirst().xid());
    }
  }

  @Test
  void resultsThatEndTooEarlyFailTheirCallOnly() throws IOException {
    nas.server.on(Nfs3.READLINK, call -> call.reply(new Wire().u32(0, 0, 100).u32(1)));
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(errnoOf(() -> calls.readlink(FakeNas.FILE))).isEqualTo(Errno.EIO);
      assertThat(calls.getattr(backend.root()).fileid()).isEqualTo(5);
      assertThat(nas.server.connections()).as("MOUNT's and NFS's").isEqualTo(2);
    }
  }

  @Test
  void moreDataThanAskedIsRefused() throws IOException {
    nas.server.on(Nfs3.READ, call -> call.reply(readReply(data(101))));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).read(FakeNas.FILE, 0, 100)))
          .isEqualTo(Errno.EIO);
    }
  }

  @Test
  void lengthsThatLieAllocateNothing() throws IOException {
    nas.server
        .on(Nfs3.READLINK, call -> call.reply(new Wire().u32(0, 0, 0x7fffffff)))
        .on(Nfs3.LOOKUP, call -> call.reply(new Wire().u32(0, 0xffffffffL)))
        .on(Nfs3.READ, call -> call.reply(new Wire().u32(0, 0, 0xfffffff0L, 0, 0xfffffff0L)));
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(errnoOf(() -> calls.readlink(FakeNas.FILE))).isEqualTo(Errno.EIO);
      assertThat(errnoOf(() -> calls.lookup(backend.root(), "x"))).isEqualTo(Errno.EIO);
      assertThat(errnoOf(() -> calls.read(FakeNas.FILE, 0, 10))).isEqualTo(Errno.EIO);
    }
  }

  @Test
  void aServerThatSpeaksNoRpcFailsCallsInsteadOfHanging() throws IOException {
    nas.server.on(
        Nfs3.READLINK, call -> call.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));
    try (NfsBackend backend = nas.open("")) {
      long start = System.nanoTime();
      assertThat(errnoOf(() -> FakeNas.calls(backend).readlink(FakeNas.FILE))).isEqualTo(Errno.EIO);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(FakeNas.calls(backend).getattr(backend.root()).fileid()).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatTheServerDoesNotServeIsEOPNOTSUPP(int acceptStat) throws IOException {
    nas.server.on(Nfs3.ACCESS, call -> call.reject(acceptStat));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).access(backend.root(), 4)))
          .isEqualTo(Errno.EOPNOTSUPP);
    }
  }

  @Test
  void aRefusedCredentialIsEACCES() throws IOException {
    nas.server.on(
        Nfs3.ACCESS,
        call ->
            call.send(FakeServer.Call.mark(new Wire().u32(call.xid(), 1, 1, 1, 5).bytes(), true)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).access(backend.root(), 4)))
          .isEqualTo(Errno.EACCES);
    }
  }

  @Test
  void aVerifierInTheReplyIsSkipped() throws IOException {
    nas.server.on(
        Nfs3.GETATTR,
        call ->
            call.send(
                FakeServer.Call.mark(
                    new Wire()
                        .u32(call.xid(), 1, 0, 2)
                        .opaque(new byte[13])
                        .u32(0, 0)
                        .fattr(2, 5, 1000)
                        .bytes(),
                    true)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).getattr(backend.root()).size()).isEqualTo(1000);
    }
  }
}
