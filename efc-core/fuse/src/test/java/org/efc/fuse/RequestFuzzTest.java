// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.efc.common.fixture.FuzzRun;
import org.efc.common.fixture.LoggedErrors;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.fixture.RequestViews;
import org.efc.fuse.fixture.Requests;
import org.efc.fuse.op.FuseOp;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.MessageMemory;
import org.efc.fuse.wire.RequestDecoder;
import org.efc.fuse.wire.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Requests of every kind, damaged: nothing throws, nothing behind a message is looked at, no length
 * in it is believed, and the session goes on.
 */
@ExtendWith(LoggedErrors.class)
class RequestFuzzTest {
  private static final int MAX_WRITE = 1 << 16;
  private static final int MESSAGES = 500;
  private static final int BEHIND = 300;
  private static final long PROBE_UNIQUE = 0xff00_0000_0000_00ffL;

  /** What reflection needs to look at a message, and some more; not a length of 2^20 or more. */
  private static final long MESSAGE_BYTES = 900_000;

  private static final Opcode[] OPCODES = Opcode.values();

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void viewsStayWithinTheirMessage() throws Exception {
    Map<Opcode, Constructor<?>> views = RequestViews.byOpcode();
    MessageMemory memory = new MessageMemory(MAX_WRITE);
    FuzzRun run = FuzzRun.start("FUSE requests");
    while (run.next()) {
      Random random = run.random();
      Requests requests = new Requests(random);
      for (int n = 0; n < MESSAGES; n++) {
        byte[] message = message(requests, random, n);
        long before = threads.getCurrentThreadAllocatedBytes();
        look(memory, message, views, run);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (allocated >= MESSAGE_BYTES) {
          fail("%d bytes allocated for message %d: %s".formatted(allocated, n, run.replay()));
        }
      }
      run.executed(MESSAGES);
    }
    run.report();
    memory.unmap();
  }

  private static byte[] message(Requests requests, Random random, long unique) {
    byte[] right = requests.wellFormed(OPCODES[random.nextInt(OPCODES.length)], unique + 2);
    return random.nextInt(8) == 0 ? right : requests.damaged(right);
  }

  private static void look(
      MessageMemory memory, byte[] message, Map<Opcode, Constructor<?>> views, FuzzRun run)
      throws ReflectiveOperationException {
    long header = memory.request();
    put(header, message, (byte) 0xff);
    Verdict verdict = RequestDecoder.check(header, message.length, memory.payloadSize());
    Constructor<?> view =
        verdict == Verdict.WELL_FORMED ? views.get(RequestDecoder.opcode(header)) : null;
    Map<String, Object> said = view == null ? Map.of() : everything(view, header, run);
    put(header, message, (byte) 0);
    if (RequestDecoder.check(header, message.length, memory.payloadSize()) != verdict) {
      fail("%s depends on what is behind the message: %s".formatted(verdict, run.replay()));
    }
    if (view != null && !everything(view, header, run).equals(said)) {
      fail("%s depends on what is behind the message: %s".formatted(said, run.replay()));
    }
  }

  private static Map<String, Object> everything(Constructor<?> view, long header, FuzzRun run)
      throws ReflectiveOperationException {
    try {
      return RequestViews.everything((FuseOp) view.newInstance(header));
    } catch (AssertionError e) {
      throw new AssertionError(run.replay(), e);
    }
  }

  private static void put(long header, byte[] message, byte behind) {
    Memory.copy(message, 0, header, message.length);
    for (int i = message.length; i < message.length + BEHIND; i++) {
      Memory.putByte(header + i, behind);
    }
  }

  @Test
  void aSessionGoesOn() throws Exception {
    FuzzRun run = FuzzRun.start("FUSE session");
    byte[] probe = new Requests(new Random(1)).wellFormed(Opcode.STATFS, PROBE_UNIQUE);
    try (FakeSession session = new FakeSession(RequestViews.curious())) {
      while (run.next()) {
        Random random = run.random();
        Requests requests = new Requests(random);
        int expected = 0;
        for (int n = 0; n < 20; n++) {
          byte[] message = message(requests, random, n);
          // An empty one would be an end of file, and an INTERRUPT costs a millisecond.
          if (message.length > 0
              && (message.length < 5 || message[4] != Opcode.INTERRUPT.number())) {
            session.kernel().send(message);
            expected++;
          }
        }
        session.kernel().send(probe);
        int replies = 0;
        while (!isProbe(session.kernel().receive())) {
          replies++;
        }
        assertThat(replies).as("replies: %s", run.replay()).isLessThanOrEqualTo(expected);
        Awaitility.await()
            .untilAsserted(
                () ->
                    assertThat(session.session().inFlight())
                        .as("requests that were never answered: %s", run.replay())
                        .isZero());
        assertThat(session.session().waiting()).as(run.replay()).isZero();
        assertThat(session.session().end()).as(run.replay()).isNotDone();
        assertThat(LoggedErrors.seen())
            .as(run.replay())
            .allMatch(error -> error.startsWith("the kernel speaks FUSE"));
        run.executed(20);
      }
    }
    run.report();
  }

  private static boolean isProbe(String hex) {
    ByteBuffer reply = ByteBuffer.wrap(HexFormat.of().parseHex(hex)).order(ByteOrder.nativeOrder());
    return reply.getLong(InHeader.UNIQUE) == PROBE_UNIQUE;
  }
}
