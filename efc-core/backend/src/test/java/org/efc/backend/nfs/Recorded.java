// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.efc.backend.Completion;
import org.efc.backend.IoCompletion;
import org.efc.common.Errno;

/** Remembers how a call ended, and fails the test if it ended twice. */
public final class Recorded<T> implements Completion<T>, IoCompletion {
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final Queue<String> ends = new ConcurrentLinkedQueue<>();

  @Override
  public void succeeded(T value) {
    end("ok " + value);
  }

  @Override
  public void succeeded(int count, long verifier) {
    end("ok " + count + " " + verifier);
  }

  @Override
  public void failed(Errno errno) {
    end(errno.name());
  }

  private void end(String how) {
    ends.add(how);
    end.complete(how);
  }

  boolean isDone() {
    return end.isDone();
  }

  /** "ok" and the value, or the errno's name. */
  public String get() throws Exception {
    String how = end.get(20, TimeUnit.SECONDS);
    if (ends.size() != 1) {
      throw new AssertionError("the call ended as " + ends);
    }
    return how;
  }
}
