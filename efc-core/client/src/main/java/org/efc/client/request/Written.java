// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.client.caller.SetIdBits;
import org.efc.client.quota.Quota;
import org.efc.client.state.Inode;
import org.efc.client.validity.Revalidation;
import org.efc.fuse.PendingRequest;

/** What follows from data that the storage has: it counts, and set-user-ID is gone. */
final class Written {
  private final Backend backend;
  private final SetIdBits privileges;
  private final Revalidation revalidation;
  private final Quota quota;
  private final ClientMetrics metrics;

  Written(
      Backend backend,
      SetIdBits privileges,
      Revalidation revalidation,
      Quota quota,
      ClientMetrics metrics) {
    this.backend = backend;
    this.privileges = privileges;
    this.revalidation = revalidation;
    this.quota = quota;
    this.metrics = metrics;
  }

  /** So many bytes more are written, and the file may have grown by them. */
  void count(Inode inode, long offset, int bytes) {
    metrics.writtenBytes.add(bytes);
    quota.add(inode.reach(offset + bytes));
  }

  /**
   * Clears the privileges that a write ends, and answers. The kernel drops times and size after a
   * write, but not the mode: it must ask for that too.
   */
  void unprivileged(PendingRequest request, long nodeid, Handle handle, int count) {
    backend.getattr(
        Caller.ROOT,
        handle,
        Step.then(
            request,
            attributes ->
                privileges.clear(
                    request,
                    handle,
                    attributes,
                    _ -> revalidation.attributesThen(nodeid, () -> request.written(count)))));
  }
}
