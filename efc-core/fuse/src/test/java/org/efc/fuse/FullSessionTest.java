// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Statfs;
import org.efc.fuse.op.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The file system has as many requests as it may, since its storage is away: two. */
class FullSessionTest {
  private static final String IDS = "00000000 00000000 07000000 0000 0000";
  private static final String OK = "1000000000000000";
  private static final String EINTR = "10000000fcffffff";

  private final BlockingQueue<Request> held = new LinkedBlockingQueue<>();
  private final List<String> served = Collections.synchronizedList(new ArrayList<>());
  private final List<String> forgotten = Collections.synchronizedList(new ArrayList<>());
  private final BlockingQueue<Interruption> interruptions = new LinkedBlockingQueue<>();
  private final FakeSession session = new FakeSession(new Away());

  private final class Away extends UnsupportedFileSystem {
    @Override
    public void getattr(Request request, Getattr op) {
      held.add(request);
    }

    @Override
    public void statfs(Request request, Statfs op) {
      served.add("statfs " + request.unique());
      request.pending().ok();
    }

    @Override
    public void write(Request request, Write op) {
      byte[] data = new byte[op.size()];
      request.payload().get(data);
      served.add("write of " + data.length + ", last " + data[data.length - 1]);
      request.pending().written(op.size());
    }

    @Override
    public void forget(long nodeid, long lookups) {
      forgotten.add(nodeid + " " + lookups);
    }

    @Override
    public void interrupted(Interruption interruption) {
      interruptions.add(interruption);
    }
  }

  private static String unique(int number) {
    return "%02x%02x000000000000".formatted(number & 255, number >> 8);
  }

  private static String getattr(int unique) {
    return "38000000 03000000" + unique(unique) + "0100000000000000" + IDS + "00".repeat(16);
  }

  private static String statfs(int unique) {
    return "28000000 11000000" + unique(unique) + "0100000000000000" + IDS;
  }

  private static String interrupt(int target) {
    return "30000000 24000000 0300000000000000 0000000000000000" + IDS + unique(target);
  }

  private Request hold(int unique) throws InterruptedException {
    session.kernel().send(getattr(unique));
    Request request = held.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private Request first;
  private Request second;

  @BeforeEach
  void fill() throws InterruptedException {
    first = hold(2);
    second = hold(4);
  }

  @AfterEach
  void stop() {
    session.close();
  }

  private void endBoth() {
    assertThat(replies(first, second)).containsExactly(OK + unique(2), OK + unique(4));
  }

  /** Those of the two, and of those that were waiting, in the order of their numbers. */
  private List<String> replies(Request... answered) {
    return replies(0, answered);
  }

  private List<String> replies(int waiting, Request... answered) {
    for (Request request : answered) {
      assertThat(request.pending().ok()).isTrue();
    }
    List<String> replies = new ArrayList<>();
    for (int i = 0; i < waiting + answered.length; i++) {
      replies.add(session.kernel().receive());
    }
    replies.sort(Comparator.comparing(reply -> reply.substring(16)));
    return replies;
  }

  private Interruption interruption() throws InterruptedException {
    Interruption interruption = interruptions.poll(10, TimeUnit.SECONDS);
    assertThat(interruption).as("told to the file system").isNotNull();
    return interruption;
  }

  @Test
  void interruptOfARequestInServiceIsHeard() throws Exception {
    session.kernel().send(interrupt(4));
    assertThat(interruption().answer()).isTrue();
    assertThat(session.kernel().receive()).isEqualTo(EINTR + unique(4));
    assertThat(second.pending().ok()).as("taken by the kernel").isFalse();
    assertThat(first.pending().ok()).isTrue();
    assertThat(session.kernel().receive()).isEqualTo(OK + unique(2));
  }

  @Test
  void forgetsOfBothKindsAreHeard() {
    session
        .kernel()
        .send("30000000 02000000 0200000000000000 0700000000000000" + IDS + "0300000000000000");
    session
        .kernel()
        .send(
            "50000000 2a000000 0400000000000000 0000000000000000"
                + IDS
                + "02000000 00000000"
                + "0800000000000000 0100000000000000 0900000000000000 0200000000000000");
    Awaitility.await()
        .untilAsserted(() -> assertThat(forgotten).containsExactly("7 3", "8 1", "9 2"));
    endBoth();
  }

  @Test
  void endOfTheMountIsHeard() {
    assertUnmounts();
  }

  private void assertUnmounts() {
    session.kernel().hangUp();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(session.session().end())
                    .isCompletedWithValue(new SessionEnd.Unmounted()));
  }

  @Test
  void endOfTheMountIsHeardWhileOthersWait() {
    for (int i = 10; i < 20; i++) {
      session.kernel().send(statfs(i));
    }
    assertUnmounts();
    assertThat(served).isEmpty();
  }

  @Test
  void othersWaitInTheOrderInWhichTheyCame() {
    for (int i = 10; i < 20; i++) {
      session.kernel().send(statfs(i));
    }
    session.kernel().send(interrupt(2)); // comes after them, and is heard: all of them were read
    Awaitility.await().untilAsserted(() -> assertThat(interruptions).hasSize(1));
    assertThat(served).isEmpty();
    assertThat(session.metrics()).contains("efc_fuse_inflight 2");
    replies(10, first, second);
    List<String> inOrder = new ArrayList<>();
    for (int i = 10; i < 20; i++) {
      inOrder.add("statfs " + i);
    }
    assertThat(served).isEqualTo(inOrder);
    Awaitility.await().untilAsserted(() -> assertThat(session.session().inFlight()).isZero());
  }

  @Test
  void interruptOfOneThatWaitsIsHeardAndEndsItForGood() throws Exception {
    session.kernel().send(statfs(10));
    session.kernel().send(statfs(12));
    session.kernel().send(interrupt(10));
    Interruption interruption = interruption();
    assertThat(interruption.pid()).isEqualTo(7);
    assertThat(interruption.isPending()).isTrue();
    assertThat(interruption.answer()).isTrue();
    assertThat(interruption.answer()).as("a second time").isFalse();
    assertThat(session.kernel().receive()).isEqualTo(EINTR + unique(10));
    assertThat(replies(1, first, second)).contains(OK + unique(12));
    assertThat(served).containsExactly("statfs 12");
  }

  @Test
  void interruptThatIsNotAnsweredYetFollowsTheRequestIntoService() throws Exception {
    session.kernel().send(getattr(10));
    session.kernel().send(interrupt(10));
    Interruption interruption = interruption();
    endBoth();
    Request third = held.poll(10, TimeUnit.SECONDS);
    assertThat(third).isNotNull();
    assertThat(interruption.isPending()).isTrue();
    assertThat(interruption.answer()).isTrue();
    assertThat(session.kernel().receive()).isEqualTo(EINTR + unique(10));
    assertThat(third.pending().ok()).as("taken by the kernel").isFalse();
  }

  @Test
  void thousandCallersOfWhichEachCanBeKilled() throws Exception {
    for (int i = 0; i < 1000; i++) {
      session.kernel().send(statfs(1000 + 2 * i));
    }
    for (int i = 0; i < 1000; i++) {
      session.kernel().send(interrupt(1000 + 2 * i));
      assertThat(interruption().answer()).isTrue();
      assertThat(session.kernel().receive()).isEqualTo(EINTR + unique(1000 + 2 * i));
    }
    assertThat(session.metrics()).contains("efc_fuse_waiting 0");
    endBoth();
    assertThat(session.ask(statfs(10))).isEqualTo(OK + unique(10));
    assertThat(served).containsExactly("statfs 10");
  }

  @Test
  void dataOfWritesThatWaitAreKept() {
    String small = write(10, 100);
    String large = write(12, 100_000);
    session.kernel().send(small);
    session.kernel().send(large);
    session.kernel().send(statfs(14));
    session.kernel().send(interrupt(2));
    Awaitility.await().untilAsserted(() -> assertThat(interruptions).hasSize(1));
    replies(3, first, second);
    assertThat(served)
        .containsExactly("write of 100, last 100", "write of 100000, last -96", "statfs 14");
  }

  /** The data of each take a whole inbox, 1 MiB: more than is kept as a rule. */
  @Test
  void moreDataThanAreKeptDoNotMakeItDeaf() throws Exception {
    int writes = (int) (Admission.MOST_BYTES >> 20) + 3;
    for (int i = 0; i < writes; i++) {
      session.kernel().send(write(10 + 2 * i, 40_000));
    }
    session.kernel().send(interrupt(2));
    interruption();
    assertThat(session.metrics()).contains("efc_fuse_waiting " + writes);
    assertThat(replies(writes, first, second)).hasSize(writes + 2);
    assertThat(served).hasSize(writes).containsOnly("write of 40000, last 64");
  }

  /** Bytes that count from 1. */
  private static String write(int unique, int size) {
    StringBuilder hex =
        new StringBuilder("%s 10000000".formatted(word(80 + size)))
            .append(unique(unique))
            .append("0100000000000000")
            .append(IDS)
            .append("0000000000000000 0000000000000000")
            .append(word(size))
            .append("00".repeat(20));
    for (int i = 1; i <= size; i++) {
      hex.append("%02x".formatted(i & 255));
    }
    return hex.toString();
  }

  private static String word(int value) {
    return "%08x".formatted(Integer.reverseBytes(value));
  }

  @Test
  void stopWithoutTimeLeavesThoseThatWaitToTheNextProcess() throws Exception {
    session.kernel().send(statfs(10));
    session.kernel().send(interrupt(2));
    interruption();
    assertThat(session.session().stop(Duration.ofMillis(50))).as("all answered").isFalse();
    assertThat(first.pending().error(Errno.EPERM)).isTrue();
    assertThat(served).as("of a session that has ended").isEmpty();
  }

  @Test
  void stopWithTimeServesThoseThatWait() throws Exception {
    session.kernel().send(statfs(10));
    session.kernel().send(interrupt(2));
    interruption();
    Thread answers =
        Thread.ofPlatform()
            .start(
                () -> {
                  first.pending().ok();
                  second.pending().ok();
                });
    assertThat(session.session().stop(Duration.ofSeconds(10))).as("all answered").isTrue();
    answers.join();
    assertThat(served).containsExactly("statfs 10");
  }
}
