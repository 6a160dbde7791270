// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class WakeSignalTest {
  private static final int O_CLOEXEC = OpenFlags.O_CLOEXEC;

  @Test
  void blockedCallEndsWithEintr() throws InterruptedException {
    WakeSignal signal = new WakeSignal();
    AtomicLong result = new AtomicLong();
    try (CString memory = new CString()) {
      long pair = memory.allocate(8);
      Libc.current().require("pipe2", Syscall.PIPE2, pair, O_CLOEXEC, 0, 0, 0, 0);
      try (Fd reading = Fd.owning(Memory.getInt(pair));
          Fd writing = Fd.owning(Memory.getInt(pair + 4))) {
        int number = reading.number();
        Thread blocked =
            Thread.ofPlatform()
                .start(
                    () -> {
                      signal.enter();
                      try (CString buffer = new CString()) {
                        result.set(
                            Libc.current().call(Syscall.READ, number, buffer.allocate(8), 1));
                      }
                      signal.leave();
                    });
        Awaitility.await()
            .until(
                () -> {
                  signal.wakeAll();
                  return !blocked.isAlive();
                });
        assertThat(result).hasValue(-Errno.EINTR.code());
        assertThat(writing.isOpen()).isTrue();
      }
    }
  }

  @Test
  void threadThatLeftIsLeftAlone() throws InterruptedException {
    WakeSignal signal = new WakeSignal();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  signal.enter();
                  signal.leave();
                });
    thread.join();
    signal.wakeAll();
  }
}
