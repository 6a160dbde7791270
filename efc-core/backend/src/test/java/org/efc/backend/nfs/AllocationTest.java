// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.ServerNotes;
import org.efc.backend.Stability;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.server.NfsServer;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
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
  private static final int WARM_UP = 2_000;
  private static final int CALLS = 4_000;

  /** What the scan for deadlines may make: once in some hundred milliseconds, not per call. */
  private static final int ONCE = 2_048;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final NfsServer server;
  private final RpcClient client;
  private final Procedures procedures;
  private final Handle file;

  AllocationTest() throws IOException {
    MemoryBackend storage = new MemoryBackend();
    server = NfsServer.start(storage);
    try (NfsBackend backend = NfsBackend.open(server.source(""), Duration.ofSeconds(10))) {
      file = FakeNas.calls(backend).create(backend.root(), "file").handle();
      FakeNas.calls(backend).write(file, 0, new byte[1 << 20], Stability.FILE_SYNC);
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
    server.close();
  }

  /** The end of a call, waited for by the thread that made it; a semaphore would make objects. */
  private static final class End implements IoCompletion {
    private final Thread waiter = Thread.currentThread();
    private volatile boolean ended;
    private volatile int count;

    @Override
    public void succeeded(int bytes, long verifier) {
      count = bytes;
      ended = true;
      LockSupport.unpark(waiter);
    }

    @Override
    public void failed(Errno errno) {
      succeeded(-1 - errno.ordinal(), 0);
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
    ByteBuffer destination = ByteBuffer.allocateDirect(4096);
    ReadTransfer read = new ReadTransfer(client, Caller.ROOT, file, 0, destination, 1 << 20, end);
    makesNoObject(
        () -> {
          read.begin(Caller.ROOT, file, 8192, destination.clear(), end);
          require(end.take() == 4096);
        });
  }

  @Test
  void aWriteMakesNoObject() {
    End end = new End();
    ByteBuffer source = ByteBuffer.allocateDirect(4096);
    WriteTransfer write =
        new WriteTransfer(
            procedures, Caller.ROOT, file, 0, source, 1 << 20, Stability.FILE_SYNC, end);
    makesNoObject(
        () -> {
          write.begin(Caller.ROOT, file, 4096, source.clear(), Stability.FILE_SYNC, end);
          require(end.take() == 4096);
        });
  }

  /** GETATTR of a caller that takes the size only: attributes as an object are the port's. */
  private final class Size extends NfsCall {
    private final End end;

    Size(End end) {
      super(client, Nfs3.GETATTR, Caller.ROOT);
      this.end = end;
    }

    @Override
    protected void encodeArguments(XdrEncoder out) {
      FileXdr.putHandle(out, file);
    }

    @Override
    void decode(ReplyRecord reply) throws IOException {
      XdrDecoder in = reply.whole();
      in.skip(20);
      end.count = (int) in.readAmount();
    }

    @Override
    void done() {
      end.succeeded(end.count, 0);
    }

    @Override
    protected void failed(Errno errno) {
      end.failed(errno);
    }
  }

  @Test
  void aGetattrMakesNoObject() {
    End end = new End();
    Size size = new Size(end);
    makesNoObject(
        () -> {
          size.begin(Caller.ROOT);
          size.submit();
          require(end.take() == 1 << 20);
        });
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("another result");
    }
  }
}
