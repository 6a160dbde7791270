// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.efc.common.linux.LinuxException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  @Test
  void returnsTheResult() {
    assertThat(Watchdog.call("quick", Duration.ofSeconds(5), () -> 7)).isEqualTo(7);
  }

  @Test
  void throwsWhatTheCallThrows() {
    assertThatThrownBy(
            () ->
                Watchdog.run(
                    "broken",
                    Duration.ofSeconds(5),
                    () -> {
                      throw new LinuxException("umount", Errno.EBUSY);
                    }))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EBUSY");
  }

  @Test
  void givesUpOnACallThatHangs() {
    CountDownLatch never = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                Watchdog.run(
                    "umount /x",
                    Duration.ofMillis(50),
                    () -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DEADLINE))
        .hasMessageContaining("umount /x hangs");
    never.countDown();
  }

  @Test
  void aCallThatComesThroughLateIsUndone() {
    CountDownLatch hang = new CountDownLatch(1);
    AtomicInteger mounts = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Watchdog.run(
                    "mount /x",
                    Duration.ofMillis(50),
                    () -> {
                      await(hang);
                      mounts.incrementAndGet();
                    },
                    mounts::decrementAndGet))
        .hasMessageContaining("mount /x hangs");
    mounts.set(10);
    hang.countDown();
    // Up by the call, down by what takes it back: both on the thread that was left behind.
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("watchdog: mount /x")));
    assertThat(mounts).hasValue(10);
  }

  @Test
  void aCallInTimeIsNotUndone() {
    AtomicInteger mounts = new AtomicInteger();
    Watchdog.run(
        "mount /y", Duration.ofSeconds(10), mounts::incrementAndGet, mounts::decrementAndGet);
    assertThat(mounts).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
