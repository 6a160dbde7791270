// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * Runs a system call that may hang in the kernel on a thread that may be lost. A thread in
 * uninterruptible sleep can't be cancelled: it is left behind, counted, and comes back when the
 * kernel lets it go. Their number is bounded.
 */
public final class Watchdog {
  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

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
    return call(what, deadline, call, late -> {});
  }

  /**
   * The same for a call that changes something.
   *
   * @param undo takes back what a call did that came through after its deadline: its caller was
   *     told that it failed. Runs on the thread of the call.
   */
  public static <T> T call(String what, Duration deadline, Supplier<T> call, Consumer<T> undo) {
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
                T value = call.get();
                if (!result.complete(value)) {
                  LOG.log(System.Logger.Level.WARNING, "{0} came through late: undone", what);
                  undo.accept(value);
                }
              } catch (RuntimeException | Error e) {
                if (!result.completeExceptionally(e)) {
                  LOG.log(System.Logger.Level.WARNING, what + " failed late", e);
                }
              } finally {
                FREE.release();
              }
            });
    try {
      return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      MountException late =
          new MountException(
              Kind.DEADLINE, what + " hangs for more than " + deadline.toMillis() + " ms", e);
      if (result.completeExceptionally(late)) {
        throw late;
      }
      return outcome(result); // it came through at this very moment
    } catch (ExecutionException e) {
      return outcome(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      MountException interrupted = new MountException(Kind.DEADLINE, what + ": interrupted", e);
      if (result.completeExceptionally(interrupted)) {
        throw interrupted;
      }
      return outcome(result);
    }
  }

  /** Of a call that has ended. */
  private static <T> T outcome(CompletableFuture<T> ended) {
    try {
      return ended.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /** As {@link #call} without a result. */
  public static void run(String what, Duration deadline, Runnable call) {
    run(what, deadline, call, () -> {});
  }

  /** As {@link #call} without a result. */
  public static void run(String what, Duration deadline, Runnable call, Runnable undo) {
    call(
        what,
        deadline,
        () -> {
          call.run();
          return true;
        },
        done -> undo.run());
  }
}
