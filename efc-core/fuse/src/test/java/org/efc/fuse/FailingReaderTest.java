// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.efc.common.Errno;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Statfs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An Error is of the process and not of a request: the session ends, and so does its client. */
class FailingReaderTest {
  private static final String IDS = "00000000 00000000 07000000 0000 0000";

  private final FakeSession session =
      new FakeSession(
          new UnsupportedFileSystem() {
            @Override
            public void getattr(Request request, Getattr op) {
              throw new OutOfMemoryError("Cannot reserve direct buffer memory, for the test");
            }

            @Override
            public void statfs(Request request, Statfs op) {
              request.error(request.ticket(), Errno.EACCES);
              throw new IllegalStateException("behind the answer, for the test");
            }
          });

  @AfterEach
  void stop() {
    session.close();
  }

  @Test
  void errorOfTheFileSystemEndsTheSession() throws InterruptedException {
    session
        .kernel()
        .send("38000000 03000000 0200000000000000 0100000000000000" + IDS + "00".repeat(16));
    assertThat(session.session().await(Duration.ofSeconds(10)))
        .get()
        .isInstanceOfSatisfying(
            SessionEnd.Failed.class,
            failed -> assertThat(failed.cause()).isInstanceOf(OutOfMemoryError.class));
  }

  @Test
  void exceptionBehindTheAnswerIsNoSecondAnswer() {
    for (int i = 0; i < 3; i++) {
      assertThat(session.ask("28000000 11000000 0200000000000000 0100000000000000" + IDS))
          .isEqualTo("10000000f3ffffff0200000000000000");
    }
    assertThat(session.session().end()).isNotDone();
  }
}
