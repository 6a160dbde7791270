// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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
}
