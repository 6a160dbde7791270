// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an invalidation waits for, because the kernel would ignore the answer to it. */
class RevalidationTest {
  private static final long FILE = 7;
  private static final long OTHER = 8;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final List<Long> invalidated = new CopyOnWriteArrayList<>();
  private Revalidation revalidation;

  @BeforeEach
  void start() {
    revalidation = new Revalidation();
    revalidation.by(invalidated::add);
  }

  @AfterEach
  void close() {
    revalidation.close();
  }

  @Test
  void itWaitsForAnAnswerUnderWay() {
    revalidation.asks(FILE);
    CompletableFuture<Void> then = invalidates(FILE);
    assertThat(invalidated).isEmpty();
    revalidation.answered(FILE);
    assertThat(then).succeedsWithin(LIMIT);
    assertThat(invalidated).containsExactly(FILE);
  }

  @Test
  void itWaitsForAnOpenThatHasYetToAsk() {
    revalidation.opens(FILE);
    CompletableFuture<Void> then = invalidates(FILE);
    assertThat(invalidated).isEmpty();
    revalidation.settled(FILE);
    assertThat(then).succeedsWithin(LIMIT);
    assertThat(invalidated).containsExactly(FILE);
  }

  @Test
  void anOpenThatNeverAsksIsNotWaitedForLong() {
    revalidation.opens(FILE);
    long begin = System.nanoTime();
    assertThat(invalidates(FILE)).succeedsWithin(LIMIT);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(40));
  }

  @Test
  void otherFilesDoNotWait() {
    revalidation.opens(FILE);
    CompletableFuture<Void> late = invalidates(FILE);
    assertThat(invalidates(OTHER)).succeedsWithin(LIMIT);
    assertThat(invalidated.getFirst()).isEqualTo(OTHER);
    assertThat(late).succeedsWithin(LIMIT);
  }

  @Test
  void whatHasBecomeNeedlessWaitsForNobody() {
    revalidation.opens(FILE);
    CompletableFuture<Void> then = new CompletableFuture<>();
    revalidation.attributesThen(FILE, () -> false, () -> then.complete(null));
    assertThat(then).succeedsWithin(LIMIT);
    assertThat(invalidated).isEmpty();
  }

  private CompletableFuture<Void> invalidates(long nodeid) {
    CompletableFuture<Void> then = new CompletableFuture<>();
    revalidation.attributesThen(nodeid, () -> then.complete(null));
    return then;
  }
}
