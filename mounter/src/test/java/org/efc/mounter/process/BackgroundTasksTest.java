// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundTasksTest {
  private final BackgroundTasks tasks = new BackgroundTasks();
  private final CountDownLatch done = new CountDownLatch(1);

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void tasksThatHangDelayNoOther() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 50; i++) {
      tasks.runAfter(Duration.ofMillis(1), "hangs", () -> await(never));
    }
    tasks.runAfter(Duration.ofMillis(20), "counts", done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    never.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aTaskThatFailsIsFollowedByOthers() throws Exception {
    tasks.run(
        "fails",
        () -> {
          throw new IllegalStateException("as the test wants");
        });
    tasks.run("counts", done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void nothingBeginsAfterClose() throws Exception {
    tasks.close();
    tasks.run("counts", done::countDown);
    tasks.runAfter(Duration.ZERO, "counts", done::countDown);
    assertThat(done.await(50, TimeUnit.MILLISECONDS)).isFalse();
  }
}
