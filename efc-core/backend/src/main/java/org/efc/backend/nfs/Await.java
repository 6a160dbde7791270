// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.backend.BackendException;
import org.efc.backend.Completion;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.common.Errno;

/** Waits for one call at mount time. */
final class Await<T> implements Completion<T> {
  private final CompletableFuture<T> future = new CompletableFuture<>();

  @Override
  public void succeeded(T value) {
    future.complete(value);
  }

  @Override
  public void failed(Errno errno) {
    future.completeExceptionally(new BackendException(describe(errno), errno));
  }

  /**
   * The result.
   *
   * @param what the call and what it is for, as in "GETATTR of the root"
   * @throws BackendException with the errno of the call, or ETIMEDOUT
   */
  T get(RpcClient client, Deadline deadline, String what) {
    try {
      return future.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      String trouble = client.trouble();
      throw new BackendException(
          what + ": no answer in time" + (trouble.isEmpty() ? "" : " (" + trouble + ")"),
          Errno.ETIMEDOUT,
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException(what + ": interrupted", Errno.EINTR, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BackendException failure) {
        throw new BackendException(what + ": " + failure.getMessage(), failure.errno(), failure);
      }
      throw new BackendException(what + ": " + e.getCause(), Errno.EIO, e);
    }
  }

  private static String describe(Errno errno) {
    return switch (errno) {
      case EIO -> "EIO: the answer is not what an NFS server says, or its storage is broken";
      case EOPNOTSUPP -> "EOPNOTSUPP: what answers does not serve this program, version 3";
      case ESTALE -> "ESTALE: the server does not know the handle it gave";
      default -> errno.toString();
    };
  }
}
