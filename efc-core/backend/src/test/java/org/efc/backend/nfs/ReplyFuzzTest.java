// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.efc.backend.AttributeChange;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Stability;
import org.efc.common.Name;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replies that are damaged at random: every call must end, once, and the client must go on working.
 * A server says nonsense for a while, then sense.
 */
@Timeout(60)
class ReplyFuzzTest {
  private static final int ROUNDS = 60;

  private static Wire good(FakeServer.Call call) {
    Wire wire = new Wire().u32(0);
    return switch (call.procedure()) {
      case 1 -> wire.fattr(1, 5, 10);
      case 2 -> wire.u32(0).attributes(1, 5, 10);
      case 3 -> wire.string("handle").attributes(1, 5, 10).absent();
      case 4 -> wire.attributes(1, 5, 10).u32(0x3f);
      case 5 -> wire.absent().string("target");
      case 6 -> wire.attributes(1, 5, 10).u32(10, 1).opaque(new byte[10]);
      case 7 -> wire.noWcc().u32(100, 2).u64(1);
      case 8 -> wire.handle("handle").attributes(1, 5, 10).noWcc();
      case 17 ->
          wire.absent()
              .u64(1)
              .u32(1)
              .u64(5)
              .string("name")
              .u64(9)
              .attributes(1, 5, 10)
              .handle("handle")
              .u32(0, 1);
      default -> wire.absent().u64(1).u64(1).u64(1).u64(1).u64(1).u64(1).u32(0);
    };
  }

  /** Flips, cuts, inserts, repeats; leaves the XID alone, else the call would only wait. */
  private static byte[] damage(byte[] message, Random random) {
    byte[] damaged = message.clone();
    switch (random.nextInt(4)) {
      case 0 -> {
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
          int at = 4 + random.nextInt(damaged.length - 4);
          damaged[at] ^= (byte) (1 << random.nextInt(8));
        }
        damaged[7] = 1; // still a reply
      }
      case 1 -> damaged = Arrays.copyOf(damaged, 8 + random.nextInt(damaged.length - 8));
      case 2 -> {
        int at = 8 + 4 * random.nextInt((damaged.length - 8) / 4);
        ByteBuffer.wrap(damaged).putInt(at, random.nextInt(3) == 0 ? -1 : random.nextInt());
      }
      default -> {
        byte[] noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, damaged, 8, Math.min(noise.length, damaged.length - 8));
      }
    }
    return damaged;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyCallEndsWhateverTheServerSays(long seed) throws Exception {
    Random random = new Random(seed);
    try (FakeNas nas = new FakeNas()) {
      try (NfsBackend backend = nas.open("&timeo=1")) {
        for (int procedure : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 17, 18}) {
          nas.server.on(FakeServer.NFS, procedure, call -> answer(call, random));
        }
        for (int round = 0; round < ROUNDS; round++) {
          for (Recorded<Object> end : callAll(backend)) {
            assertThat(end.get()).isNotEmpty();
          }
        }
        for (int procedure : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 17, 18}) {
          nas.server.on(FakeServer.NFS, procedure, call -> call.reply(good(call)));
        }
        for (Recorded<Object> end : callAll(backend)) {
          assertThat(end.get()).startsWith("ok");
        }
      }
    }
  }

  private static void answer(FakeServer.Call call, Random random) throws IOException {
    byte[] message = call.message(good(call));
    boolean spoil;
    boolean split;
    synchronized (random) {
      spoil = random.nextInt(3) > 0;
      split = random.nextBoolean();
      message = spoil ? damage(message, random) : message;
    }
    // NFS3ERR_JUKEBOX made by chance would only make the test slow.
    if (message.length > 28 && ByteBuffer.wrap(message).getInt(24) == 10008) {
      message[27] ^= 1;
    }
    if (split) {
      int half = message.length / 2;
      call.send(FakeServer.Call.mark(Arrays.copyOf(message, half), false));
      call.send(FakeServer.Call.mark(Arrays.copyOfRange(message, half, message.length), true));
    } else {
      call.send(FakeServer.Call.mark(message, true));
    }
  }

  private static List<Recorded<Object>> callAll(NfsBackend backend) {
    List<Recorded<Object>> ends = new ArrayList<>();
    Name name = Name.of("name");
    backend.getattr(Caller.ROOT, FakeNas.FILE, record(ends));
    backend.setattr(
        Caller.ROOT, FakeNas.FILE, AttributeChange.ofMode(0600), Change.REPEATABLE, record(ends));
    backend.lookup(Caller.ROOT, FakeNas.FILE, name, record(ends));
    backend.access(Caller.ROOT, FakeNas.FILE, 7, record(ends));
    backend.readlink(Caller.ROOT, FakeNas.FILE, record(ends));
    BufferCalls.read(
        backend, Caller.ROOT, FakeNas.FILE, 0, ByteBuffer.allocateDirect(100), record(ends));
    BufferCalls.write(
        backend,
        Caller.ROOT,
        FakeNas.FILE,
        0,
        ByteBuffer.allocateDirect(100),
        Stability.FILE_SYNC,
        Change.REPEATABLE,
        record(ends));
    backend.create(
        Caller.ROOT,
        FakeNas.FILE,
        name,
        CreateMode.GUARDED,
        AttributeChange.ofMode(0600),
        Change.REPEATABLE,
        record(ends));
    backend.readdir(Caller.ROOT, FakeNas.FILE, DirectoryPosition.START, 10, record(ends));
    backend.statfs(Caller.ROOT, record(ends));
    return ends;
  }

  @SuppressWarnings("unchecked") // the value is only printed
  private static <T> Recorded<T> record(List<Recorded<Object>> ends) {
    Recorded<Object> end = new Recorded<>();
    ends.add(end);
    return (Recorded<T>) end;
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void noiseOnTheConnectionEndsInAnErrorOrAReply(long seed) throws Exception {
    Random random = new Random(seed);
    try (FakeNas nas = new FakeNas();
        NfsBackend backend = nas.open("&soft&timeo=2&retrans=1")) {
      nas.server.on(
          Nfs3.READLINK,
          call -> {
            byte[] noise = new byte[1 + random.nextInt(2000)];
            random.nextBytes(noise);
            call.send(noise);
          });
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        Recorded<byte[]> end = new Recorded<>();
        backend.readlink(Caller.ROOT, FakeNas.FILE, end);
        assertThat(end.get()).isIn("EIO", "ETIMEDOUT");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      }
    }
  }
}
