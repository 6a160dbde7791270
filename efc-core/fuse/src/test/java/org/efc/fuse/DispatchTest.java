// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.op.Statfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to messages between the device and the file system. */
class DispatchTest {
  private static final String IDS = "00000000 00000000 00000000 0000 0000";

  private final BlockingQueue<Request> held = new LinkedBlockingQueue<>();
  private final List<String> forgotten = Collections.synchronizedList(new ArrayList<>());
  private final List<Opcode> interrupted = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean answersInterrupts = true;
  private final FakeSession session = new FakeSession(new Holding());

  /** Keeps GETATTRs, answers STATFS, fails in LOOKUP. */
  private final class Holding extends UnsupportedFileSystem {
    @Override
    public void getattr(Request request, Getattr op) {
      held.add(request);
    }

    @Override
    public void statfs(Request request, Statfs op) {
      request.pending().error(Errno.EACCES);
    }

    @Override
    public void lookup(Request request, Lookup op) {
      throw new IllegalStateException("a bug, for the test");
    }

    @Override
    public void forget(long nodeid, long lookups) {
      forgotten.add(nodeid + " " + lookups);
    }

    @Override
    public void interrupted(Interruption interruption) {
      interrupted.add(interruption.opcode());
      if (answersInterrupts) {
        interruption.answer();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Request request = held.poll(); request != null; request = held.poll()) {
      request.pending().ok();
    }
    session.close();
  }

  private static String getattr(String unique) {
    return "38000000 03000000" + unique + "0100000000000000" + IDS + "00".repeat(16);
  }

  private static String statfs(String unique) {
    return "28000000 11000000" + unique + "0100000000000000" + IDS;
  }

  private static String interrupt(String target) {
    return "30000000 24000000 0300000000000000 0000000000000000" + IDS + target;
  }

  private Request hold(String unique) throws InterruptedException {
    session.kernel().send(getattr(unique));
    Request request = held.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private void assertServing() {
    assertThat(session.ask(statfs("6400000000000000")))
        .isEqualTo("10000000f3ffffff6400000000000000");
  }

  /** A request is released a moment after its reply is seen. */
  private void assertInFlight(int count) {
    Awaitility.await()
        .untilAsserted(() -> assertThat(session.session().inFlight()).isEqualTo(count));
  }

  @Test
  void unknownOpcodeIsEnosys() {
    assertThat(session.ask("28000000 36000000 0200000000000000 0100000000000000" + IDS))
        .isEqualTo("10000000daffffff0200000000000000");
    assertServing();
  }

  @Test
  void deliberateRefusalIsEnosys() {
    assertThat(session.ask("28000000 34000000 0200000000000000 0100000000000000" + IDS))
        .isEqualTo("10000000daffffff0200000000000000");
  }

  @Test
  void requestShorterThanItsStructureIsEinval() {
    assertThat(
            session.ask("2c000000 03000000 0200000000000000 0100000000000000" + IDS + "00000000"))
        .isEqualTo("10000000eaffffff0200000000000000");
    assertThat(held).isEmpty();
    assertThat(session.metrics()).contains("efc_fuse_malformed_requests_total 1");
    assertServing();
  }

  @Test
  void nameWithoutItsEndIsEinval() {
    assertThat(session.ask("2a000000 01000000 0200000000000000 0100000000000000" + IDS + "6161"))
        .isEqualTo("10000000eaffffff0200000000000000");
  }

  @Test
  void writeOfMoreThanCameIsEinval() {
    assertThat(
            session.ask(
                "53000000 10000000 0200000000000000 0100000000000000"
                    + IDS
                    + "0000000000000000 0000000000000000 04000000 00000000"
                    + "0000000000000000 00000000 00000000 616263"))
        .isEqualTo("10000000eaffffff0200000000000000");
  }

  @Test
  void readOfMoreThanAPayloadIsEinvalAndNotAShortRead() {
    assertThat(
            session.ask(
                "50000000 0f000000 0200000000000000 0100000000000000"
                    + IDS
                    + "0000000000000000 0000000000000000 01001000 00000000" // 1 MiB + 1
                    + "0000000000000000 00000000 00000000"))
        .isEqualTo("10000000eaffffff0200000000000000");
  }

  @Test
  void messageWithAWrongLengthIsDropped() {
    session.kernel().send("28000000 1100");
    session.kernel().send("29000000 11000000 0200000000000000 0100000000000000" + IDS);
    assertServing();
  }

  @Test
  void malformedForgetGetsNoAnswer() {
    session.kernel().send("28000000 02000000 0200000000000000 0100000000000000" + IDS);
    assertServing();
    assertThat(forgotten).isEmpty();
  }

  @Test
  void forgetsOfBothKindsAreHeardAndNotAnswered() {
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
    assertServing();
    assertThat(forgotten).containsExactly("7 3", "8 1", "9 2");
  }

  @Test
  void methodThatThrowsGetsEioAndServiceGoesOn() {
    for (int i = 0; i < 5; i++) {
      assertThat(session.ask("2a000000 01000000 0200000000000000 0100000000000000" + IDS + "6100"))
          .isEqualTo("10000000fbffffff0200000000000000");
    }
    assertServing();
  }

  @Test
  void fileSystemThatThrowsAllTheTimeEndsTheSession() throws Exception {
    for (int i = 0; i < 257; i++) {
      session.ask("2a000000 01000000 0200000000000000 0100000000000000" + IDS + "6100");
    }
    assertThat(session.session().await(Duration.ofSeconds(10)))
        .get()
        .isInstanceOfSatisfying(
            SessionEnd.Failed.class,
            failed -> assertThat(failed.cause()).hasMessageContaining("more than 256"));
  }

  @Test
  void answerMayComeLaterFromAnotherThread() throws Exception {
    Request request = hold("0200000000000000");
    assertServing();
    assertInFlight(1);
    Thread.ofPlatform().start(request.pending()::ok).join();
    assertThat(session.kernel().receive()).isEqualTo("10000000000000000200000000000000");
    assertInFlight(0);
  }

  @Test
  void requestWaitsWhileTheFileSystemHasEnough() throws Exception {
    Request first = hold("0200000000000000");
    Request second = hold("0400000000000000");
    session.kernel().send(statfs("0600000000000000"));
    assertInFlight(2);
    first.pending().error(Errno.EPERM);
    assertThat(session.kernel().receive()).isEqualTo("10000000ffffffff0200000000000000");
    assertThat(session.kernel().receive()).isEqualTo("10000000f3ffffff0600000000000000");
    second.pending().ok();
  }

  @Test
  void interruptIsAnsweredWhileTheRequestIsStillOwned() throws Exception {
    Request request = hold("0200000000000080");
    assertThat(request.isResent()).isTrue();
    assertThat(session.ask(interrupt("0200000000000080")))
        .as("EINTR with the resend bit")
        .isEqualTo("10000000fcffffff0200000000000080");
    assertThat(interrupted).containsExactly(Opcode.GETATTR);
    assertInFlight(1); // its memory is not free
    assertThat(request.pending().ok()).as("taken by the kernel").isFalse();
    assertInFlight(0);
    assertServing();
  }

  @Test
  void ignoredInterruptLeavesTheAnswerToTheFileSystem() throws Exception {
    answersInterrupts = false;
    Request request = hold("0200000000000000");
    session.kernel().send(interrupt("0200000000000000"));
    assertServing();
    assertThat(request.pending().ok()).isTrue();
    assertThat(session.kernel().receive()).isEqualTo("10000000000000000200000000000000");
  }

  @Test
  void interruptOfARequestNotSeenIsHandedBack() {
    assertThat(session.ask(interrupt("0200000000000000")))
        .as("EAGAIN for the interrupt's own unique")
        .isEqualTo("10000000f5ffffff0300000000000000");
    assertThat(interrupted).isEmpty();
  }

  @Test
  void secondAnswerDoesNothing() throws Exception {
    Request request = hold("0200000000000000");
    assertThat(request.pending().ok()).isTrue();
    assertThat(session.kernel().receive()).isEqualTo("10000000000000000200000000000000");
    assertThat(request.pending().ok()).isFalse();
    assertThat(session.metrics()).contains("efc_fuse_stale_answers_total 1");
    assertServing();
  }

  @Test
  void stopWaitsForWhatIsInFlight() throws Exception {
    Request request = hold("0200000000000000");
    assertThat(session.session().stop(Duration.ofMillis(50))).isFalse();
    request.pending().ok();
    assertThat(session.session().stop(Duration.ofSeconds(10))).isTrue();
    assertThat(session.session().end()).isCompletedWithValue(new SessionEnd.Stopped());
  }

  @Test
  void hangUpEndsTheSession() {
    session.kernel().hangUp();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(session.session().end())
                    .isCompletedWithValue(new SessionEnd.Unmounted()));
  }

  @Test
  void requestsAreCounted() {
    assertServing();
    session.ask(statfs("0200000000000080"));
    assertThat(session.metrics())
        .contains("efc_fuse_requests_total{op=\"statfs\"} 2")
        .contains("efc_fuse_resent_requests_total 1")
        .contains("efc_fuse_error_replies_total 2")
        .contains("efc_fuse_inflight ");
  }
}
