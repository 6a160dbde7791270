// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.efc.common.Errno;
import org.efc.common.linux.CString;
import org.efc.common.linux.Memory;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Read;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that come after their request was answered, when the object serves another one. */
class TicketTest {
  private static final String IDS = "00000000 00000000 07000000 0000 0000";
  private static final String OK = "1000000000000000";
  private static final String EACCES = "10000000f3ffffff";

  private final BlockingQueue<PendingRequest> held = new LinkedBlockingQueue<>();
  private final BlockingQueue<Request> objects = new LinkedBlockingQueue<>();
  private final FakeSession session =
      new FakeSession(
          new UnsupportedFileSystem() {
            @Override
            public void getattr(Request request, Getattr op) {
              objects.add(request); // first: the test looks here when it has the other
              held.add(request.pending());
            }

            @Override
            public void read(Request request, Read op) {
              objects.add(request);
            }
          });

  @AfterEach
  void stop() {
    session.close();
  }

  private PendingRequest hold(int unique) throws InterruptedException {
    session
        .kernel()
        .send(
            "38000000 03000000"
                + unique(unique)
                + "0%x00000000000000".formatted(unique)
                + IDS
                + "00".repeat(16));
    PendingRequest request = held.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    return request;
  }

  private static String unique(int number) {
    return "%02x00000000000000".formatted(number);
  }

  @Test
  void completionThatThrowsAfterItsAnswerDoesNotAnswerTheNextRequest() throws Exception {
    PendingRequest first = hold(2);
    Request object = objects.remove();
    // What the steps of a file system do: answer, and an error for whatever was thrown.
    try {
      assertThat(first.ok()).isTrue();
      assertThat(session.kernel().receive()).isEqualTo(OK + unique(2));
      PendingRequest second = hold(4);
      while (objects.remove() != object) { // until the object serves somebody else
        assertThat(second.ok()).isTrue();
        session.kernel().receive();
        second = hold(4);
      }
      throw new IllegalStateException("behind the answer, for the test");
    } catch (IllegalStateException e) {
      assertThat(first.error(Errno.EIO)).isFalse();
    }
    assertThat(session.session().inFlight()).isEqualTo(1);
    assertThat(object.error(object.ticket(), Errno.EACCES)).isTrue();
    assertThat(session.kernel().receive()).as("the only answer").isEqualTo(EACCES + unique(4));
    assertThat(session.metrics()).contains("efc_fuse_stale_answers_total 1");
  }

  @Test
  void lateBodyDoesNotTouchTheBodyOfTheNextRequest() throws Exception {
    PendingRequest first = hold(2);
    assertThat(first.ok()).isTrue();
    session.kernel().receive();
    PendingRequest second = hold(4);
    second.attributesOut().attributes().inode(0x1234);
    first.attributesOut().attributes().inode(0x5678);
    first.entryOut().node(9, 9);
    first.statfsOut().blockSize(1);
    assertThat(first.listingOut().add(org.efc.common.Name.of("a"), 1, 1, 8)).isFalse();
    assertThat(first.written(7)).isFalse();
    assertThat(first.opened(7, 7)).isFalse();
    assertThat(second.attributes()).isTrue();
    assertThat(session.kernel().receive()).contains("3412000000000000").doesNotContain("7856");
  }

  @Test
  void valueKeepsWhatTheKernelSaid() throws Exception {
    PendingRequest first = hold(2);
    assertThat(first.ok()).isTrue();
    session.kernel().receive();
    PendingRequest second = hold(4);
    assertThat(first.unique()).isEqualTo(2);
    assertThat(first.nodeid()).isEqualTo(2);
    assertThat(first.isPending()).isFalse();
    assertThat(second.nodeid()).isEqualTo(4);
    assertThat(second.isPending()).isTrue();
    assertThat(second.ok()).isTrue();
  }

  @Test
  void dataMayComeFromElsewhere() throws Exception {
    session
        .kernel()
        .send(
            "50000000 0f000000 0200000000000000 0100000000000000"
                + IDS
                + "0000000000000000 0000000000000000 00100000 00000000"
                + "0000000000000000 0000000000000000");
    Request request = objects.poll(10, TimeUnit.SECONDS);
    assertThat(request).isNotNull();
    try (CString elsewhere = new CString()) {
      long block = elsewhere.allocate(8);
      Memory.putLong(block, 0x0807060504030201L);
      assertThat(request.dataFrom(request.ticket() + 1, block, 8)).isFalse();
      assertThat(request.dataFrom(request.ticket(), block, 8)).isTrue();
      assertThat(session.kernel().receive())
          .isEqualTo("18000000000000000200000000000000" + "0102030405060708");
    }
  }
}
