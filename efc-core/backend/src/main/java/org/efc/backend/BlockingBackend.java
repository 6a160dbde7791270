// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.efc.common.Errno;

/** Waits for backend calls with a deadline: for tools and tests, never for the file system. */
public final class BlockingBackend {
  private final Backend backend;
  private final Duration deadline;

  public BlockingBackend(Backend backend, Duration deadline) {
    this.backend = backend;
    this.deadline = deadline;
  }

  public Backend backend() {
    return backend;
  }

  /**
   * Makes a call and waits for its end, as in {@code await("lookup of x", c ->
   * backend.lookup(caller, dir, name, c))}.
   *
   * @param what names the call and its object, for the message
   * @throws BackendException with the errno of the call, or ETIMEDOUT
   */
  public <T> T await(String what, Consumer<Completion<T>> call) {
    CompletableFuture<T> future = new CompletableFuture<>();
    call.accept(
        new Completion<T>() {
          @Override
          public void succeeded(T value) {
            future.complete(value);
          }

          @Override
          public void failed(Errno errno) {
            future.completeExceptionally(new BackendException(what + ": " + errno, errno));
          }
        });
    return get(what, future);
  }

  /** The same for reads and writes; returns the byte count. */
  public int awaitIo(String what, Consumer<IoCompletion> call) {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    call.accept(
        new IoCompletion() {
          @Override
          public void succeeded(int count, long verifier) {
            future.complete(count);
          }

          @Override
          public void failed(Errno errno) {
            future.completeExceptionally(new BackendException(what + ": " + errno, errno));
          }
        });
    return get(what, future);
  }

  private <T> T get(String what, CompletableFuture<T> future) {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BackendException(what + ": no answer in " + deadline, Errno.ETIMEDOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(what + ": interrupted", Errno.EINTR, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackendException failure) {
        throw failure;
      }
      throw new BackendException(what + ": " + e.getCause(), Errno.EIO, e);
    }
  }
}
