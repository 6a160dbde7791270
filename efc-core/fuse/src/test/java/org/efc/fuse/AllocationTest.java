// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.efc.common.linux.CString;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.fixture.Bytes;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.op.Read;
import org.efc.fuse.op.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * In a steady state a request costs no object, under the flags of production: the first compiler
 * removes no allocation.
 */
class AllocationTest {
  private static final int ROUND = 20_000;

  /** How many rounds the compiler may take on a busy machine. */
  private static final int MOST_ROUNDS = 12;

  /** Less than the smallest object for each request, by far; the JIT compiler allocates a bit. */
  private static final double BYTES_PER_REQUEST = 0.5;

  private static final String HEADER = "0200000000000000 0100000000000000" + "00".repeat(16);
  private static final String GETATTR = "38000000 03000000" + HEADER + "00".repeat(16);
  private static final String LOOKUP = "2e000000 01000000" + HEADER + "68656c6c6f00";
  private static final String READ =
      "50000000 0f000000" + HEADER + "00".repeat(16) + "00100000" + "00".repeat(20);
  private static final String WRITE =
      "50100000 10000000" + HEADER + "00".repeat(16) + "00100000" + "00".repeat(20 + 4096);

  @Test
  void theFlagsAreThoseOfProduction() {
    assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
        .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
  }

  private static long allocatedByReaders() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("fuse-reader-"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.threadId()))
        .sum();
  }

  /** Answers without making objects itself. */
  private static final class Frugal extends HelloFileSystem {
    @Override
    public void lookup(Request request, Lookup op) {
      var entry = request.entryOut(request.ticket()).node(op.nameLength(), 1);
      fill(entry.attributes(), FILE);
      request.entry(request.ticket());
    }

    @Override
    public void getattr(Request request, Getattr op) {
      fill(request.attributesOut(request.ticket()).valid(1).attributes(), op.nodeid());
      request.attributes(request.ticket());
    }

    @Override
    public void read(Request request, Read op) {
      Memory.putLong(request.payloadAddress(), op.offset());
      request.data(request.ticket(), op.size());
    }

    @Override
    public void write(Request request, Write op) {
      request.written(request.ticket(), op.size());
    }

    @Override
    protected int openFlags() {
      return OpenReplyFlags.DIRECT_IO;
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource(
      value = Opcode.class,
      names = {"GETATTR", "LOOKUP", "READ", "WRITE"})
  void aRequestOverASocketCostsNoObject(Opcode opcode) throws Exception {
    String hex =
        switch (opcode) {
          case GETATTR -> GETATTR;
          case LOOKUP -> LOOKUP;
          case READ -> READ;
          default -> WRITE;
        };
    try (FakeSession session = new FakeSession(new Frugal());
        CString memory = new CString()) {
      int device = session.kernel().kernelEnd();
      byte[] bytes = Bytes.of(hex);
      long request = memory.of(bytes);
      long reply = memory.allocate(8192);
      assertSteadyStateIsReached(() -> exchange(device, request, bytes.length, reply, ROUND));
    }
  }

  /** Some round must cost nothing: until the code is compiled, the interpreter makes objects. */
  private static void assertSteadyStateIsReached(Round round) throws InterruptedException {
    double each = Double.MAX_VALUE;
    for (int i = 0; i < MOST_ROUNDS && each >= BYTES_PER_REQUEST; i++) {
      long before = allocatedByReaders();
      round.run();
      each = (double) (allocatedByReaders() - before) / ROUND;
    }
    assertThat(each).as("bytes a request").isLessThan(BYTES_PER_REQUEST);
  }

  private interface Round {
    void run() throws InterruptedException;
  }

  private static void exchange(int fd, long request, int length, long reply, int times) {
    Libc libc = Libc.current();
    for (int n = 0; n < times; n++) {
      libc.call(Syscall.WRITE, fd, request, length);
      if (libc.call(Syscall.READ, fd, reply, 8192) < 16) {
        throw new AssertionError("no reply to request " + n);
      }
    }
  }

  @Test
  void readsOfAMountCostNoObject() throws Exception {
    try (Served served = Served.by(new Frugal())) {
      String script = "dd if=$1 of=/dev/null bs=4096 count=$2 status=none";
      assertSteadyStateIsReached(() -> Command.output(script, served.mount().path("hello"), ROUND));
      assertThat(served.requests("read")).isGreaterThanOrEqualTo(ROUND);
    }
  }
}
