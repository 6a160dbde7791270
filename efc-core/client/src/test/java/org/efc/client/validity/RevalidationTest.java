// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an invalidation waits for, because the kernel would ignore the answer to it. */
class RevalidationTest {
  private static final long FILE = 7;
  private static final long OTHER = 8;
  private static final long PATIENCE = 20_000_000;
  private static final long SETTLING = 50_000_000;

  private final List<Long> invalidated = new ArrayList<>();
  private final List<Long> done = new ArrayList<>();
  private long now = -3; // as System.nanoTime, it may be negative and pass 0
  private final Revalidation revalidation = new Revalidation(() -> now);

  RevalidationTest() {
    revalidation.by(invalidated::add);
  }

  private void invalidates(long nodeid) {
    revalidation.attributesThen(nodeid, () -> done.add(nodeid));
  }

  @Test
  void itIsDoneAtOnceWhereNobodyAsks() {
    invalidates(FILE);
    assertThat(revalidation.runDue()).isEqualTo(Revalidation.NEVER);
    assertThat(invalidated).containsExactly(FILE);
    assertThat(done).containsExactly(FILE);
  }

  @Test
  void itWaitsForAnAnswerUnderWay() {
    revalidation.asks(FILE);
    invalidates(FILE);
    assertThat(revalidation.runDue()).isEqualTo(PATIENCE);
    assertThat(done).isEmpty();
    revalidation.answered(FILE);
    assertThat(revalidation.runDue()).isEqualTo(Revalidation.NEVER);
    assertThat(invalidated).containsExactly(FILE);
    assertThat(done).containsExactly(FILE);
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForLong() {
    revalidation.asks(FILE);
    invalidates(FILE);
    now += PATIENCE - 1;
    assertThat(revalidation.runDue()).isEqualTo(1);
    assertThat(done).isEmpty();
    now++;
    revalidation.runDue();
    assertThat(done).containsExactly(FILE);
  }

  @Test
  void itWaitsForAnOpenThatHasYetToAsk() {
    revalidation.opens(FILE);
    invalidates(FILE);
    assertThat(revalidation.runDue()).isEqualTo(SETTLING);
    assertThat(done).isEmpty();
    revalidation.settled(FILE);
    revalidation.runDue();
    assertThat(done).containsExactly(FILE);
  }

  @Test
  void anOpenThatNeverAsksIsNotWaitedForLong() {
    revalidation.opens(FILE);
    invalidates(FILE);
    now += SETTLING - 1;
    revalidation.runDue();
    assertThat(done).isEmpty();
    now++;
    revalidation.runDue();
    assertThat(done).containsExactly(FILE);
  }

  @Test
  void otherFilesDoNotWait() {
    revalidation.opens(FILE);
    invalidates(FILE);
    invalidates(OTHER);
    revalidation.runDue();
    assertThat(done).containsExactly(OTHER);
  }

  @Test
  void whatHasBecomeNeedlessWaitsForNobody() {
    revalidation.opens(FILE);
    revalidation.attributesThen(FILE, () -> false, () -> done.add(FILE));
    revalidation.runDue();
    assertThat(done).containsExactly(FILE);
    assertThat(invalidated).isEmpty();
  }

  @Test
  void oneInvalidationMakesTheNextNeedless() {
    revalidation.asks(FILE);
    for (int i = 0; i < 2; i++) {
      revalidation.attributesThen(FILE, () -> invalidated.isEmpty(), () -> done.add(FILE));
    }
    revalidation.runDue();
    now += PATIENCE;
    revalidation.runDue();
    assertThat(done).containsExactly(FILE, FILE);
    assertThat(invalidated).containsExactly(FILE);
  }

  @Test
  void itsThreadIsWokenByWhatItWaitsFor() throws InterruptedException {
    BlockingQueue<Long> then = new LinkedBlockingQueue<>();
    try (Revalidation running = new Revalidation()) {
      running.asks(FILE);
      running.attributesThen(FILE, () -> then.add(FILE));
      running.answered(FILE);
      assertThat(then.poll(10, TimeUnit.SECONDS)).isEqualTo(FILE);
      running.attributesThen(OTHER, () -> then.add(OTHER));
      assertThat(then.poll(10, TimeUnit.SECONDS)).isEqualTo(OTHER);
    }
  }
}
