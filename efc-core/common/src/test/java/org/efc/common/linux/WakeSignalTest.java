// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class WakeSignalTest {
  private static final int O_CLOEXEC = OpenFlags.O_CLOEXEC;
  private static final int SIG_BLOCK = 0;

  /** Of glibc's sigset_t. */
  private static final int SIGSET = 128;

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
  void threadThatLeftIsLeftAlone() throws Exception {
    WakeSignal signal = new WakeSignal();
    CountDownLatch wokenUp = new CountDownLatch(1);
    CompletableFuture<Integer> entered = blockedThread(wokenUp, signal::enter);
    CompletableFuture<Integer> left =
        blockedThread(
            wokenUp,
            () -> {
              signal.enter();
              signal.leave();
            });
    try {
      int stays = entered.get(10, TimeUnit.SECONDS);
      int gone = left.get(10, TimeUnit.SECONDS);
      signal.wakeAll();
      assertThat(isSignalPending(stays)).as("one that entered and has not left").isTrue();
      assertThat(isSignalPending(gone)).as("one that left").isFalse();
    } finally {
      wokenUp.countDown();
    }
  }

  /** A thread that takes no signal: one that is sent to it stays pending, for all to see. */
  private static CompletableFuture<Integer> blockedThread(CountDownLatch until, Runnable first) {
    CompletableFuture<Integer> thread = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (CString memory = new CString()) {
                long set = memory.allocate(SIGSET);
                Memory.putLong(set, 1L << (WakeSignal.NUMBER - 1));
                Libc.current().callSymbol("pthread_sigmask", SIG_BLOCK, set, 0);
                first.run();
                thread.complete((int) Libc.current().call(Syscall.GETTID, 0));
                until.await();
              } catch (InterruptedException | RuntimeException e) {
                thread.completeExceptionally(e);
              }
            });
    return thread;
  }

  private static boolean isSignalPending(int thread) throws IOException {
    String pending =
        Files.readAllLines(Path.of("/proc/self/task/" + thread + "/status")).stream()
            .filter(line -> line.startsWith("SigPnd:"))
            .findFirst()
            .orElseThrow();
    long set = Long.parseUnsignedLong(pending.substring("SigPnd:".length()).strip(), 16);
    return (set >> (WakeSignal.NUMBER - 1) & 1) != 0;
  }
}
