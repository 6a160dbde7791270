// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A thread that computes for one request, one that waits for it, one that goes from one to next.
 */
class DispatchingTest {
  private static final long LONG_ENOUGH_MILLIS = 600;

  private final Dispatching dispatching = new Dispatching();
  private final AtomicBoolean stop = new AtomicBoolean();

  private long seenOf(Runnable work) throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  dispatching.enter();
                  dispatching.begin();
                  entered.countDown();
                  work.run();
                });
    try {
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(dispatching.spinningMillis()).isZero();
      Thread.sleep(LONG_ENOUGH_MILLIS);
      return dispatching.spinningMillis();
    } finally {
      stop.set(true);
      reader.join();
    }
  }

  @Test
  void oneThatComputesIsSeen() throws InterruptedException {
    long seen =
        seenOf(
            () -> {
              while (!stop.get()) {
                Thread.onSpinWait();
              }
            });
    assertThat(seen).isGreaterThanOrEqualTo(LONG_ENOUGH_MILLIS);
  }

  @Test
  void oneThatWaitsIsNot() throws InterruptedException {
    assertThat(seenOf(DispatchingTest::pause)).isZero();
  }

  @Test
  void oneThatGoesOnToOtherRequestsIsNot() throws InterruptedException {
    long seen =
        seenOf(
            () -> {
              while (!stop.get()) {
                dispatching.end();
                dispatching.begin();
              }
            });
    assertThat(seen).isZero();
  }

  private static void pause() {
    try {
      Thread.sleep(2 * LONG_ENOUGH_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
