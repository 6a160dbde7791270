// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * Runs a system call that may hang in the kernel on a thread that may be lost. A thread in
 * uninterruptible sleep can't be cancelled: it is left behind, counted, and comes back when the
 * kernel lets it go. Their number is bounded.
 */
public final class Watchdog {
  /** Threads that may hang at a time. */
  private static final int MAX_THREADS = 64;

  private static final Semaphore FREE = new Semaphore(MAX_THREADS);

  private Watchdog() {}

  /**
   * The result of the call.
   *
   * @throws MountException DEADLINE when it takes longer, EXHAUSTED when too many hang already
   */
  public static <T> T call(String what, Duration deadline, Supplier<T> call) {
    if (!FREE.tryAcquire()) {
      throw new MountException(
          Kind.EXHAUSTED, what + ": " + MAX_THREADS + " system calls hang already on this node");
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("watchdog: " + what)
        .start(
            () -> {
              try {
                result.complete(call.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              } finally {
                FREE.release();
              }
            });
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new MountException(
          Kind.DEADLINE, what + " hangs for more than " + deadline.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(Kind.DEADLINE, what + ": interrupted", e);
    }
  }

  /** As {@link #call} without a result. */
  public static void run(String what, Duration deadline, Runnable call) {
    call(
        what,
        deadline,
        () -> {
          call.run();
          return true;
        });
  }
}
