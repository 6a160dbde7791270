// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A wait that signals interrupt all the time. */
class PollTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final WakeSignal signal = new WakeSignal();
  private Fd reading;
  private Fd writing;

  @BeforeEach
  void openPipe() {
    try (CString memory = new CString()) {
      long pair = memory.allocate(8);
      Libc.current().require("pipe2", Syscall.PIPE2, pair, OpenFlags.O_CLOEXEC, 0, 0, 0, 0);
      reading = Fd.owning(Memory.getInt(pair));
      writing = Fd.owning(Memory.getInt(pair + 4));
    }
  }

  @AfterEach
  void closePipe() {
    reading.close();
    writing.close();
  }

  private CompletableFuture<Integer> signalled(IntSupplier wait) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              signal.enter();
              try {
                result.complete(wait.getAsInt());
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              } finally {
                signal.leave();
              }
            });
    return result;
  }

  @Test
  void signalsNeitherEndAWaitNorMakeItLonger() {
    Duration patience = Duration.ofMillis(300);
    long start = System.nanoTime();
    CompletableFuture<Integer> events = signalled(() -> Poll.events(reading, Poll.IN, patience));
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              signal.wakeAll();
              return events.isDone();
            });
    assertThat(events).isCompletedWithValue(0);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(patience);
  }

  @Test
  void aWaitWithoutADeadlineOutlivesSignals() throws Exception {
    CompletableFuture<Integer> events = signalled(() -> Poll.awaitEvents(reading, Poll.IN));
    for (int i = 0; i < 20; i++) {
      signal.wakeAll();
      assertThat(events.isDone()).as("ended by a signal").isFalse();
      TimeUnit.MILLISECONDS.sleep(2);
    }
    writeOneByte();
    assertThat(events.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Poll.IN);
  }

  @Test
  void theEndOfTheOtherSideIsToldUnasked() {
    writing.close();
    assertThat(Poll.events(reading, 0, SOON)).isEqualTo(Poll.HUP);
  }

  private void writeOneByte() {
    try (CString memory = new CString()) {
      long byteAddress = memory.allocate(1);
      Libc.current().require("write", Syscall.WRITE, writing.number(), byteAddress, 1, 0, 0, 0);
    }
  }
}
