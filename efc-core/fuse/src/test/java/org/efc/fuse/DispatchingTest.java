// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;
import org.junit.jupiter.api.Test;

/**
 * A thread that computes for one request, one that waits for it, one that goes from one to next.
 */
class DispatchingTest {
  private final FakeTimes times = new FakeTimes();
  private final Dispatching dispatching = new Dispatching(times);

  private static final class FakeTimes extends Dispatching.Times {
    private long nanos;
    private long user;

    void pass(long millis, long computingMillis) {
      nanos += TimeUnit.MILLISECONDS.toNanos(millis);
      user += TimeUnit.MILLISECONDS.toNanos(computingMillis);
    }

    @Override
    long nanos() {
      return nanos;
    }

    @Override
    long userNanos(long thread) {
      return user;
    }
  }

  private void begin() {
    dispatching.begin();
    assertThat(dispatching.spinningMillis()).as("at the first look").isZero();
  }

  @Test
  void oneThatComputesIsSeen() {
    begin();
    times.pass(600, 600);
    assertThat(dispatching.spinningMillis()).isEqualTo(600);
    times.pass(400, 400);
    assertThat(dispatching.spinningMillis()).isEqualTo(1000);
  }

  @Test
  void oneThatGetsAFifthOfAProcessorIsSeen() {
    begin();
    times.pass(600, 120);
    assertThat(dispatching.spinningMillis()).isEqualTo(600);
  }

  @Test
  void oneThatWaitsIsNot() {
    begin();
    times.pass(600, 119);
    assertThat(dispatching.spinningMillis()).isZero();
  }

  @Test
  void oneThatGoesOnToOtherRequestsIsNot() {
    begin();
    times.pass(600, 600);
    dispatching.end();
    dispatching.begin();
    assertThat(dispatching.spinningMillis()).isZero();
    times.pass(10, 10);
    assertThat(dispatching.spinningMillis()).as("since the first look at it").isEqualTo(10);
  }

  @Test
  void oneThatWaitsForItsNextRequestIsNot() {
    begin();
    dispatching.end();
    times.pass(600, 600);
    assertThat(dispatching.spinningMillis()).isZero();
  }

  @Test
  void theKernelTellsHowLongAThreadHasComputed() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    CompletableFuture<Long> id = new CompletableFuture<>();
    Thread spinning =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  id.complete(Libc.current().call(Syscall.GETTID, 0));
                  while (!stop.get()) {
                    Thread.onSpinWait();
                  }
                });
    Dispatching.Times real = new Dispatching.Times();
    try {
      long thread = id.get(10, TimeUnit.SECONDS);
      await().until(() -> real.userNanos(thread) >= TimeUnit.MILLISECONDS.toNanos(20));
    } finally {
      stop.set(true);
      spinning.join();
    }
    assertThat(real.userNanos(0)).as("of a thread that is gone").isZero();
  }
}
