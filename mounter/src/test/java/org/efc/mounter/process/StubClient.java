// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.util.concurrent.CompletableFuture;
import org.efc.common.linux.Fd;
import org.efc.mounter.linux.ProcessIdentity;

/** A client that is only a name. */
record StubClient(String name, int pid) implements ClientProcess {
  @Override
  public ProcessIdentity identity() {
    return new ProcessIdentity(pid, 1);
  }

  @Override
  public CompletableFuture<ExitReason> exited() {
    return new CompletableFuture<>();
  }

  @Override
  public CompletableFuture<Void> dying() {
    return new CompletableFuture<>();
  }

  @Override
  public Fd duplicateDevice() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void signal(int signal) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String toString() {
    return name;
  }
}
