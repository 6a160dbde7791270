// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Backend;
import org.efc.backend.SpaceUsage;
import org.efc.client.answer.Step;
import org.efc.client.caller.Callers;
import org.efc.client.quota.Quota;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Statfs;

/** STATFS: the storage's space, or the volume's capacity where it has one. */
final class SpaceRequests {
  private static final int BLOCK = 4096;

  private final Backend backend;
  private final Callers callers;
  private final Quota quota;

  SpaceRequests(Backend backend, Callers callers, Quota quota) {
    this.backend = backend;
    this.callers = callers;
    this.quota = quota;
  }

  void statfs(PendingRequest request, Statfs op) {
    backend.statfs(
        callers.of(request),
        Step.then(
            request,
            usage -> {
              SpaceUsage shown = quota.apply(usage);
              request
                  .statfsOut()
                  .blockSize(BLOCK)
                  .space(
                      shown.totalBytes() / BLOCK,
                      shown.freeBytes() / BLOCK,
                      shown.availableBytes() / BLOCK)
                  .files(shown.totalFiles(), shown.freeFiles())
                  .nameLength(Name.MAX_LENGTH);
              request.statfs();
            }));
  }
}
