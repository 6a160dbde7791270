// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.efc.common.linux.Memory;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.fixture.RequestViews;
import org.efc.fuse.op.FuseOp;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.wire.MessageMemory;
import org.efc.fuse.wire.RequestDecoder;
import org.efc.fuse.wire.Verdict;
import org.junit.jupiter.api.Test;

/** Whatever comes from the device, nothing throws, and nothing is read past a message's end. */
class RandomMessagesTest {
  private static final long SEED = 20261121;
  private static final int MESSAGES = 60_000;
  private static final int LONGEST = 200;
  private static final int MAX_WRITE = 1 << 16;

  /** Random bytes, more often than not with a header that makes some sense. */
  private static byte[] message(Random random) {
    byte[] bytes = new byte[random.nextInt(LONGEST)];
    for (int i = 0; i < bytes.length; i++) {
      // Small numbers are likely sizes and counts; zeros end strings.
      bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2));
    }
    if (bytes.length >= 40 && random.nextInt(10) != 0) {
      put(bytes, 0, bytes.length);
      put(bytes, 4, random.nextInt(56));
      bytes[36] = (byte) (random.nextInt(4) == 0 ? random.nextInt(8) : 0);
      bytes[37] = 0;
    }
    return bytes;
  }

  private static void put(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >>> (8 * i));
    }
  }

  @Test
  void nothingDependsOnWhatIsBehindAMessage() throws Exception {
    Random random = new Random(SEED);
    MessageMemory memory = new MessageMemory(MAX_WRITE);
    Map<Opcode, Constructor<?>> views = RequestViews.byOpcode();
    Map<Verdict, Integer> seen = new HashMap<>();
    long header = memory.request();
    for (int n = 0; n < MESSAGES; n++) {
      byte[] message = message(random);
      Verdict verdict = check(header, message, (byte) 0, memory);
      assertThat(check(header, message, (byte) 0xff, memory)).isEqualTo(verdict);
      seen.merge(verdict, 1, Integer::sum);
      Constructor<?> view =
          verdict == Verdict.WELL_FORMED ? views.get(RequestDecoder.opcode(header)) : null;
      if (view != null) {
        FuseOp op = (FuseOp) view.newInstance(header);
        Map<String, Object> said = RequestViews.everything(op);
        check(header, message, (byte) 0, memory);
        assertThat(RequestViews.everything(op))
            .as("%s, message %d", op.getClass(), n)
            .isEqualTo(said);
      }
    }
    assertThat(seen).as("each verdict is tried often").hasSize(4);
    assertThat(seen.values()).allMatch(count -> count > 1000);
    memory.unmap();
  }

  private static Verdict check(long header, byte[] message, byte behind, MessageMemory memory) {
    Memory.copy(message, 0, header, message.length);
    for (int i = message.length; i < message.length + LONGEST; i++) {
      Memory.putByte(header + i, behind);
    }
    return RequestDecoder.check(header, message.length, memory.payloadSize());
  }

  @Test
  void sessionOutlivesRandomMessages() throws Exception {
    Random random = new Random(SEED);
    String probe = "28000000 11000000 ff000000000000ff 0100000000000000" + "00".repeat(16);
    String answer = "10000000daffffffff000000000000ff";
    try (FakeSession session = new FakeSession(RequestViews.curious())) {
      for (int round = 0; round < 200; round++) {
        for (int n = 0; n < 20; n++) {
          byte[] message = message(random);
          // An empty one would be an end of file, and an INTERRUPT costs a millisecond.
          if (message.length > 0 && (message.length < 5 || message[4] != 36)) {
            session.kernel().send(message);
          }
        }
        session.kernel().send(probe);
        String reply = session.kernel().receive();
        while (!reply.equals(answer)) {
          assertThat(reply).as("a whole reply").hasSizeGreaterThanOrEqualTo(32);
          reply = session.kernel().receive();
        }
      }
      assertThat(session.session().end()).isNotDone();
    }
  }

  @Test
  void everyMethodOfAFileSystemTakesAViewOrIsANotice() {
    List<Method> others =
        Arrays.stream(FileSystem.class.getMethods())
            .filter(
                method ->
                    method.getParameterCount() == 0
                        || method.getParameterTypes()[0] != Request.class)
            .sorted(Comparator.comparing(Method::getName))
            .toList();
    assertThat(others)
        .extracting(Method::getName)
        .containsExactly("executions", "forget", "interrupted", "newContext");
  }
}
