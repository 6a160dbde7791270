// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Limits;
import org.efc.backend.Stability;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** READ and WRITE with servers that move less than asked; FSINFO's sizes. */
@Timeout(30)
class TransferTest {
  private final FakeNas nas;
  private final byte[] content = new byte[10_000];

  TransferTest() throws IOException {
    nas = new FakeNas();
    new Random(5).nextBytes(content);
  }

  @AfterEach
  void stopServer() throws IOException {
    nas.close();
  }

  /** Answers READs with at most {@code most} bytes of the content. */
  private void serveReads(int most, boolean sayEnd) {
    nas.server.on(
        Nfs3.READ,
        call -> {
          ByteBuffer arguments = call.afterHandle();
          int from = (int) Math.min(arguments.getLong(), content.length);
          int count = Math.min(Math.min(most, arguments.getInt()), content.length - from);
          byte[] data = new byte[count];
          System.arraycopy(content, from, data, 0, count);
          boolean end = from + count == content.length && (sayEnd || count == 0);
          call.reply(new Wire().u32(0).absent().u32(count, end ? 1 : 0).opaque(data));
        });
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "1000, false", "999, true", "999, false", "100000, false"})
  void shortReadsAreContinued(int most, boolean sayEnd) {
    serveReads(most, sayEnd);
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(calls.read(FakeNas.FILE, 0, 20_000)).isEqualTo(content);
      assertThat(calls.read(FakeNas.FILE, 0, 10_000)).isEqualTo(content);
      assertThat(calls.read(FakeNas.FILE, 9_990, 20_000)).hasSize(10);
      assertThat(calls.read(FakeNas.FILE, 20_000, 10)).isEmpty();
    }
  }

  @Test
  void aReadThatGivesNeitherDataNorTheEndIsEIO() {
    nas.server.on(Nfs3.READ, call -> call.reply(new Wire().u32(0).absent().u32(0, 0, 0)));
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).read(FakeNas.FILE, 0, 10)))
          .isEqualTo(Errno.EIO);
    }
  }

  /** Takes at most {@code most} bytes of each WRITE, and says it committed as {@code how}. */
  private void serveWrites(int most, int how, long... verifiers) {
    AtomicInteger number = new AtomicInteger();
    nas.server.on(
        Nfs3.WRITE,
        call -> {
          ByteBuffer arguments = call.afterHandle();
          int at = (int) arguments.getLong();
          int count = Math.min(most, arguments.getInt());
          arguments.getLong(); // stable, length
          arguments.get(content, at, count);
          long verifier = verifiers[Math.min(number.getAndIncrement(), verifiers.length - 1)];
          call.reply(new Wire().u32(0).noWcc().u32(count, how).u64(verifier));
        });
  }

  private static byte[] other(int size) {
    byte[] data = new byte[size];
    new Random(6).nextBytes(data);
    return data;
  }

  @Test
  void shortWritesAreContinued() {
    serveWrites(777, 2, 1);
    try (NfsBackend backend = nas.open("")) {
      assertThat(FakeNas.calls(backend).write(FakeNas.FILE, 0, other(10_000), Stability.FILE_SYNC))
          .isEqualTo(10_000);
      assertThat(content).isEqualTo(other(10_000));
      assertThat(nas.server.calls(Nfs3.WRITE)).hasSize(13);
    }
  }

  @Test
  void aWriteThatTakesNothingIsEIO() {
    serveWrites(0, 2, 1);
    try (NfsBackend backend = nas.open("")) {
      assertThat(errnoOf(() -> FakeNas.calls(backend).write(FakeNas.FILE, 0, new byte[9])))
          .isEqualTo(Errno.EIO);
    }
  }

  @Test
  void theVerifierIsTheFirstOneSoThatARestartShowsAtTheCommit() throws Exception {
    serveWrites(50, 0, 111, 222);
    nas.server.on(Nfs3.COMMIT, call -> call.reply(new Wire().u32(0).noWcc().u64(222)));
    try (NfsBackend backend = nas.open("")) {
      Recorded<Object> end = new Recorded<>();
      BufferCalls.write(
          backend,
          Caller.ROOT,
          FakeNas.FILE,
          0,
          ByteBuffer.allocateDirect(100),
          Stability.UNSTABLE,
          Change.REPEATABLE,
          end);
      assertThat(end.get()).isEqualTo("ok 100 111");
      assertThat(FakeNas.calls(backend).commit(FakeNas.FILE)).isEqualTo(222);
    }
  }

  @Test
  void aServerThatDoesLessThanStableIsMadeToCommit() {
    serveWrites(1000, 0, 5);
    nas.server.on(Nfs3.COMMIT, call -> call.reply(new Wire().u32(0).noWcc().u64(5)));
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      calls.write(FakeNas.FILE, 0, other(100), Stability.FILE_SYNC);
      assertThat(nas.server.calls(Nfs3.COMMIT)).hasSize(1);
      nas.server.on(Nfs3.COMMIT, call -> call.reply(new Wire().u32(0).noWcc().u64(6)));
      assertThat(errnoOf(() -> calls.write(FakeNas.FILE, 0, other(100), Stability.FILE_SYNC)))
          .as("it restarted in between")
          .isEqualTo(Errno.EIO);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 4096, 4096",
    "1, 511, 4096, 4096",
    "4294967295, 67108864, 1048576, 1048576",
    "65536, 32768, 65536, 32768",
    "10000, 1048577, 8192, 1048576",
  })
  void transferSizesAreClamped(long maxRead, long maxWrite, int readSize, int writeSize) {
    nas.server.on(Nfs3.FSINFO, call -> call.reply(FakeNas.fsinfo(maxRead, maxWrite, -1)));
    try (NfsBackend backend = nas.open("")) {
      Limits limits = backend.limits();
      assertThat(limits.readSize()).isEqualTo(readSize);
      assertThat(limits.writeSize()).isEqualTo(writeSize);
      assertThat(limits.maxFileSize()).as("2^64 - 1").isEqualTo(Long.MAX_VALUE);
      assertThat(limits.maxNameLength()).isEqualTo(255);
    }
  }

  @Test
  void optionsMakeTransfersSmaller() {
    serveReads(100_000, true);
    serveWrites(100_000, 2, 1);
    try (NfsBackend backend = nas.open("&rsize=8192&wsize=4096")) {
      assertThat(backend.limits().readSize()).isEqualTo(8192);
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 10_000)).isEqualTo(content);
      FakeNas.calls(backend).write(FakeNas.FILE, 0, other(10_000), Stability.FILE_SYNC);
      assertThat(sizes(nas.server.calls(Nfs3.READ))).containsExactly(8192, 1808);
      assertThat(sizes(nas.server.calls(Nfs3.WRITE))).containsExactly(4096, 4096, 1808);
    }
  }

  private static List<Integer> sizes(List<FakeServer.Call> calls) {
    return calls.stream().map(call -> call.afterHandle().getInt(8)).toList();
  }

  @Test
  void aServerWithTinyTransfersGetsThem() {
    nas.server.on(Nfs3.FSINFO, call -> call.reply(FakeNas.fsinfo(1024, 512, 1 << 30)));
    serveReads(100_000, true);
    try (NfsBackend backend = nas.open("")) {
      assertThat(backend.limits().readSize()).isEqualTo(4096);
      assertThat(backend.limits().maxFileSize()).isEqualTo(1 << 30);
      assertThat(FakeNas.calls(backend).read(FakeNas.FILE, 0, 3000)).hasSize(3000);
      assertThat(sizes(nas.server.calls(Nfs3.READ))).containsExactly(1024, 1024, 952);
    }
  }

  @Test
  void offsetsThatNoFileHasAreRefused() {
    try (NfsBackend backend = nas.open("")) {
      Calls calls = FakeNas.calls(backend);
      assertThat(errnoOf(() -> calls.read(FakeNas.FILE, -1, 1))).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> calls.write(FakeNas.FILE, -1, new byte[1]))).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> calls.write(FakeNas.FILE, Long.MAX_VALUE, new byte[1])))
          .isEqualTo(Errno.EFBIG);
    }
  }
}
