// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.ReadEnd;
import org.efc.backend.ServerNotes;
import org.efc.backend.Stability;
import org.efc.backend.WriteEnd;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.server.NfsServer;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.common.vital.FailStop;
import org.efc.net.LaneOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A call that is used again makes no object between the caller and the socket, on the thread that
 * submits and on the one that receives, under the flags of production: the first compiler removes
 * no allocation.
 */
@Timeout(120)
class AllocationTest {
  private static final int SIZE = 1 << 20;
  private static final int PAGE = 4096;
  private static final int WARM_UP = 2_000;
  private static final int CALLS = 4_000;

  /** What the scan for deadlines may make: once in some hundred milliseconds, not per call. */
  private static final int ONCE = 2_048;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final NfsServer server;
  private final RpcClient client;
  private final Procedures procedures;
  private final Handle file;
  private final long memory = Memory.map(2 * PAGE);

  AllocationTest() throws IOException {
    MemoryBackend storage = new MemoryBackend();
    server = NfsServer.start(storage);
    try (NfsBackend backend = NfsBackend.open(server.source(""), Duration.ofSeconds(10))) {
      file = FakeNas.calls(backend).create(backend.root(), "file").handle();
      FakeNas.calls(backend).write(file, 0, new byte[SIZE], Stability.FILE_SYNC);
    }
    client =
        RpcClient.connect(
            "127.0.0.1",
            InetAddress.ofLiteral("127.0.0.1"),
            server.port(),
            new LaneOptions(1, 16, Duration.ofSeconds(60), Optional.empty(), false, FailStop.HALT),
            Duration.ofSeconds(10));
    procedures = new Procedures(client, new ServerInstance(ServerNotes.FORGOTTEN));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    Memory.unmap(memory, 2 * PAGE);
    server.close();
  }

  /** The end of a call, waited for by the thread that made it; a semaphore would make objects. */
  private static final class End implements ReadEnd, WriteEnd, AttributesEnd {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean ended;
    private volatile int count;

    @Override
    public void done(int bytes, boolean end, AttributesBuffer after) {
      done(after.known && after.size == SIZE ? bytes : 0, 0);
    }

    @Override
    public void done(AttributesBuffer attributes) {
      done((int) attributes.size, 0);
    }

    @Override
    public void done(int bytes, long verifier) {
      count = bytes;
      ended = true;
      LockSupport.unpark(waiter);
    }

    @Override
    public void failed(Errno errno) {
      done(-1 - errno.ordinal(), 0);
    }

    /** The count, or less than 0 for an error. */
    int take() {
      while (!ended) {
        LockSupport.park(this);
      }
      ended = false;
      return count;
    }
  }

  private interface Use {
    void make();
  }

  /** What submitter and reader allocate, without what is made but once. */
  private static void makesNoObject(Use use) {
    for (int i = 0; i < WARM_UP; i++) {
      use.make();
    }
    long reader = reader();
    long before = allocated(reader);
    for (int i = 0; i < CALLS; i++) {
      use.make();
    }
    assertThat(allocated(reader) - before).as("bytes for %d calls", CALLS).isLessThan(ONCE);
  }

  private static long allocated(long reader) {
    return THREADS.getCurrentThreadAllocatedBytes() + THREADS.getThreadAllocatedBytes(reader);
  }

  /** The thread of the only connection that is not closed. */
  private static long reader() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("nfs 127\\.0\\.0\\.1:\\d+ #0"))
        .collect(collectingAndThen(toList(), AllocationTest::onlyOne))
        .threadId();
  }

  private static Thread onlyOne(List<Thread> threads) {
    assertThat(threads).hasSize(1);
    return threads.getFirst();
  }

  @Test
  void theFlagsAreThoseOfProduction() {
    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
        .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }

  @Test
  void aReadMakesNoObject() {
    End end = new End();
    ReadTransfer read = new ReadTransfer(client, SIZE, end);
    HandleBuffer of = new HandleBuffer();
    makesNoObject(
        () -> {
          of.set(file);
          read.send(Caller.ROOT, of, 8192, memory, PAGE);
          require(end.take() == PAGE);
          read.send(Caller.ROOT, of, 0, memory + PAGE, PAGE);
          require(end.take() == PAGE);
        });
  }

  @Test
  void aWriteMakesNoObject() {
    End end = new End();
    WriteTransfer write = new WriteTransfer(procedures, SIZE, end);
    HandleBuffer of = new HandleBuffer();
    makesNoObject(
        () -> {
          of.set(file);
          write.send(Caller.ROOT, of, PAGE, memory, PAGE, Stability.FILE_SYNC, Change.REPEATABLE);
          require(end.take() == PAGE);
          write.send(
              Caller.ROOT, of, 0, memory + PAGE, PAGE, Stability.UNSTABLE, Change.REPEATABLE);
          require(end.take() == PAGE);
        });
  }

  @Test
  void aGetattrMakesNoObject() {
    End end = new End();
    AttributesLook look = new AttributesLook(client, end);
    long handle = memory;
    Memory.copy(file.toBytes(), 0, handle, file.length());
    HandleBuffer of = new HandleBuffer();
    makesNoObject(
        () -> {
          of.set(handle, file.length());
          look.send(Caller.ROOT, of);
          require(end.take() == SIZE);
        });
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("another result");
    }
  }
}
