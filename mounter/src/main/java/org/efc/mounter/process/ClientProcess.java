// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.common.linux.Fd;
import org.efc.mounter.linux.ProcessIdentity;

/** A client that runs, or ran: started here or adopted. */
public interface ClientProcess {
  /** The JVM writes the stacks of all threads to its log. */
  int SIGQUIT = 3;

  int SIGTERM = 15;
  int SIGKILL = 9;

  /** Process id and start time: together they name one process of this boot. */
  ProcessIdentity identity();

  /** Completes as soon as the process is dead, on a thread that may do a little work. */
  CompletableFuture<ExitReason> exited();

  /**
   * Completes when its end has begun: some milliseconds before {@link #exited}, while the kernel
   * takes its memory back. A hint: it may also never complete.
   */
  CompletableFuture<Void> dying();

  /** Waits for its death: why it died; empty when it outlives the patience. */
  default Optional<ExitReason> exitedWithin(Duration patience) {
    try {
      return Optional.of(exited().get(patience.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * A duplicate of the device that this process serves, which the caller owns.
   *
   * @throws org.efc.common.EfcException when the process is gone, or we may not look into it
   */
  Fd duplicateDevice();

  /** Sends a signal to this very process, never to a later one with its id. */
  void signal(int signal);
}
