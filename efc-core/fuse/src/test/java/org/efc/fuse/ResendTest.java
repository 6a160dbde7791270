// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.efc.common.metrics.Metrics;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FuseMount;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.op.Read;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A mount that changes hands: one session reads requests and never answers them, as if it was
 * killed, and the next one on the same device gets them again.
 */
class ResendTest {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int RESEND_MINOR = 40;

  /** Takes READs and does not answer them. */
  private static final class Dying extends HelloFileSystem {
    final BlockingQueue<Request> taken = new LinkedBlockingQueue<>();

    @Override
    public void read(Request request, Read op) {
      taken.add(request);
    }

    @Override
    protected int openFlags() {
      return OpenReplyFlags.DIRECT_IO;
    }
  }

  /** Notes which requests come again. */
  private static final class Adopting extends HelloFileSystem {
    final List<Boolean> resent = new CopyOnWriteArrayList<>();

    @Override
    public void read(Request request, Read op) {
      resent.add(request.isResent());
      super.read(request, op);
    }
  }

  private final FuseMount mount = FuseMount.mount();
  private final Dying dying = new Dying();
  private final Adopting adopting = new Adopting();

  ResendTest() throws IOException {}

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private FuseSession session(FileSystem fileSystem, Optional<Negotiated> earlier) {
    return new FuseSession(
        mount.device(),
        fileSystem,
        new SessionOptions(InitPreferences.shared(), 2, 16),
        negotiated -> {},
        earlier,
        new Metrics());
  }

  private static void assumeResend(FuseSession session) {
    assumeTrue(
        session.negotiated().orElseThrow().minor() >= RESEND_MINOR,
        "the kernel knows no RESEND (before 7.40, Linux 6.9)");
  }

  @Test
  void unansweredRequestsAreServedByTheNextSession() throws Exception {
    FuseSession first = session(dying, Optional.empty());
    first.start();
    try (Command one = Command.start("cat $1", mount.path("hello"));
        Command two = Command.start("cat $1", mount.path("hello"))) {
      Request taken = dying.taken.poll(10, TimeUnit.SECONDS);
      Request other = dying.taken.poll(10, TimeUnit.SECONDS);
      assertThat(taken).isNotNull();
      assertThat(other).isNotNull();
      assumeResend(first);
      assertThat(first.stop(Duration.ofMillis(200))).as("drained").isFalse();
      FuseSession second = session(adopting, first.negotiated());
      second.start();
      assertThat(one.finish()).isEqualTo(new Command.Result(0, "hello, world\n"));
      assertThat(two.finish()).isEqualTo(new Command.Result(0, "hello, world\n"));
      assertThat(adopting.resent.stream().filter(resent -> resent)).hasSize(2);
      assertThat(taken.pending().data(0)).as("the late answer of the dead").isFalse();
      assertThat(other.pending().data(0)).isFalse();
      assertThat(second.stop(DEADLINE)).isTrue();
    }
  }

  @Test
  void openFilesOfTheDeadSessionGoOn() throws Exception {
    FuseSession first = session(new HelloFileSystem(), Optional.empty());
    first.start();
    try (Command reading =
        Command.start("exec 3<$1; echo open; read line; cat <&3", mount.path("hello"))) {
      assertThat(reading.line()).isEqualTo("open");
      assertThat(first.stop(DEADLINE)).isTrue();
      FuseSession second = session(adopting, first.negotiated());
      second.start();
      reading.say("go on\n");
      assertThat(reading.finish()).isEqualTo(new Command.Result(0, "hello, world\n"));
      assertThat(second.stop(DEADLINE)).isTrue();
    }
  }

  @Test
  void initThatWasReadAndNotAnsweredComesAgain() throws Exception {
    FuseSession first =
        new FuseSession(
            mount.device(),
            new HelloFileSystem(),
            new SessionOptions(InitPreferences.shared(), 1, 1),
            negotiated -> {
              throw new IllegalStateException("killed before the reply, for the test");
            },
            Optional.empty(),
            new Metrics());
    first.start();
    assertThat(first.await(DEADLINE)).get().isInstanceOf(SessionEnd.Failed.class);
    FuseSession second = session(adopting, Optional.empty());
    second.start();
    assertThat(Command.output("cat $1", mount.path("hello"))).isEqualTo("hello, world\n");
    assumeResend(second);
    assertThat(second.stop(DEADLINE)).isTrue();
  }

  @Test
  void sessionsThatFollowOneAnotherUnderAReaderLoseNothing() throws Exception {
    Optional<Negotiated> negotiated = Optional.empty();
    String script = "i=0; while [ $i -lt 300 ]; do cat $1; i=$((i+1)); done | sort | uniq -c";
    FuseSession session = session(new HelloFileSystem(), negotiated);
    session.start();
    try (Command busy = Command.start(script, mount.path("hello"))) {
      int changes = 0;
      while (busy.isRunning()) {
        // One that is stopped before its threads came to read serves nobody: then the reader
        // starves.
        if (session.firstAnswerAt() == 0) {
          Thread.onSpinWait();
          continue;
        }
        assertThat(session.stop(DEADLINE)).isTrue();
        session.releaseMemory();
        negotiated = session.negotiated();
        session = session(new HelloFileSystem(), negotiated);
        session.start();
        changes++;
      }
      assertThat(busy.finish().output().strip()).isEqualTo("300 hello, world");
      assertThat(changes).as("sessions that took over").isGreaterThan(3);
    }
    assertThat(session.stop(DEADLINE)).isTrue();
  }
}
