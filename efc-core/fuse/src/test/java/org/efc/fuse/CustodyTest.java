// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CustodyTest {
  private final Custody custody = new Custody();

  @Test
  void ticketChangesWithEachUse() {
    custody.begin();
    long first = custody.ticket();
    assertThat(custody.claim(first)).isTrue();
    custody.release();
    custody.endDispatch();
    custody.begin();
    assertThat(custody.ticket()).isNotEqualTo(first);
    assertThat(custody.isOpen(first)).isFalse();
    assertThat(custody.claim(first)).as("with the ticket of the earlier use").isFalse();
    assertThat(custody.isOpen(custody.ticket())).as("untouched by that").isTrue();
  }

  @Test
  void answerIsClaimedOnce() {
    custody.begin();
    assertThat(custody.claim(custody.ticket())).isTrue();
    assertThat(custody.claim(custody.ticket())).isFalse();
  }

  @Test
  void idleObjectHasNothingToClaim() {
    assertThat(custody.claim(custody.ticket())).isFalse();
  }

  @Test
  void objectAnsweredInItsDispatchIsFreeAfterTheDispatch() {
    custody.begin();
    custody.claim(custody.ticket());
    assertThat(custody.release()).as("free while it is dispatched").isFalse();
    assertThat(custody.endDispatch()).isTrue();
  }

  @Test
  void objectAnsweredLaterIsFreeWhenItsMemoryIsGivenBack() {
    custody.begin();
    assertThat(custody.endDispatch()).isFalse();
    custody.claim(custody.ticket());
    assertThat(custody.release()).isTrue();
  }

  @Test
  void objectIsNotFreeWhileItsAnswerIsSent() {
    custody.begin();
    custody.claim(custody.ticket());
    assertThat(custody.endDispatch()).isFalse();
    assertThat(custody.release()).isTrue();
  }

  @Test
  void withdrawnUseIsOver() {
    custody.begin();
    long ticket = custody.ticket();
    custody.withdraw();
    assertThat(custody.claim(ticket)).isFalse();
  }

  @Test
  void exactlyOneOfTwoThreadsFreesTheObject() throws InterruptedException {
    for (int i = 0; i < 2000; i++) {
      custody.begin();
      long ticket = custody.ticket();
      AtomicInteger frees = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      Thread answers =
          Thread.ofVirtual()
              .start(
                  () -> {
                    awaitUninterrupted(go);
                    if (custody.claim(ticket) && custody.release()) {
                      frees.incrementAndGet();
                    }
                  });
      go.countDown();
      if (custody.endDispatch()) {
        frees.incrementAndGet();
      }
      answers.join();
      assertThat(frees).as("use %d", i).hasValue(1);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
