// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.HelloFileSystem;
import org.efc.fuse.fixture.Served;
import org.efc.fuse.op.Opcode;
import org.efc.fuse.op.Read;
import org.junit.jupiter.api.Test;

/** A caller that is killed while the backend does not answer. */
class InterruptTest {
  private static final class Stuck extends HelloFileSystem {
    final BlockingQueue<Request> stuck = new LinkedBlockingQueue<>();
    final BlockingQueue<Opcode> interrupts = new LinkedBlockingQueue<>();
    volatile boolean answers = true;

    /** Through the page cache the caller would wait for the page, not for the request. */
    @Override
    protected int openFlags() {
      return OpenReplyFlags.DIRECT_IO;
    }

    @Override
    public void read(Request request, Read op) {
      stuck.add(request);
    }

    @Override
    public void interrupted(Interruption interruption) {
      interrupts.add(interruption.opcode());
      if (answers) {
        interruption.answer();
      }
    }
  }

  private final Stuck fileSystem = new Stuck();

  private Request stuck() throws InterruptedException {
    Request request = fileSystem.stuck.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  @Test
  void killedCallerLeavesAtOnceAndTheLateAnswerGoesNowhere() throws Exception {
    try (Served served = Served.by(fileSystem);
        Command reading = Command.start("exec cat $1", served.mount().path("hello"))) {
      Request request = stuck();
      Command.output("kill -KILL $1", request.pid());
      assertThat(reading.finish().status()).isEqualTo(137);
      assertThat(fileSystem.interrupts.poll(10, TimeUnit.SECONDS)).isEqualTo(Opcode.READ);
      assertThat(served.session().inFlight()).as("the backend still owns it").isPositive();
      assertThat(request.pending().data(0)).isFalse();
      fileSystem.stuck.forEach(other -> other.pending().data(0));
      Awaitility.await().untilAsserted(() -> assertThat(served.session().inFlight()).isZero());
      assertThat(served.mount().waiting()).isZero();
    }
  }

  @Test
  void killedCallerStaysWhenTheInterruptIsIgnored() throws Exception {
    fileSystem.answers = false;
    try (Served served = Served.by(fileSystem);
        Command reading = Command.start("exec cat $1", served.mount().path("hello"))) {
      Request request = stuck();
      Command.output("kill -KILL $1", request.pid());
      assertThat(fileSystem.interrupts.poll(10, TimeUnit.SECONDS)).isEqualTo(Opcode.READ);
      assertThat(Command.output("cat /proc/$1/stat", request.pid())).contains("(cat) D");
      assertThat(request.pending().data(0)).isTrue();
      fileSystem.stuck.forEach(other -> other.pending().data(0));
      assertThat(reading.finish().status()).isEqualTo(137);
    }
  }
}
