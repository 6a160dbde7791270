// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import java.util.List;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * Second tries as the owner of a file. A file that was opened stays readable and writable for who
 * opened it, whatever becomes of its mode; but NFS has no open, and its servers check each READ and
 * WRITE. They let the owner through (RFC 1813 4.4), and so do we what the kernel checked at open.
 *
 * <p>Only when the mode as it is now explains the refusal: then it changed after the open. A server
 * that refuses what the mode grants (an ACL, a squashed superuser) means it.
 */
public final class OwnerRetry {
  private final Backend backend;
  private final ClientMetrics metrics;

  public OwnerRetry(Backend backend, ClientMetrics metrics) {
    this.backend = backend;
    this.metrics = metrics;
  }

  /**
   * @param refused who was refused
   * @param right of {@link PosixMode}: what was refused
   * @param errno ends the request when a retry is not in order
   * @param again gets the owner
   */
  public void owner(
      PendingRequest request,
      Handle handle,
      Caller refused,
      int right,
      Errno errno,
      Consumer<Caller> again) {
    if (refused.uid() == 0) {
      request.error(errno);
      return;
    }
    backend.getattr(
        refused,
        handle,
        Step.then(
            request,
            attributes -> {
              if (PosixMode.grants(attributes, refused, right)) {
                request.error(errno);
                return;
              }
              metrics.ownerRetries.increment();
              again.accept(new Caller(attributes.uid(), attributes.gid(), List.of()));
            }));
  }
}
