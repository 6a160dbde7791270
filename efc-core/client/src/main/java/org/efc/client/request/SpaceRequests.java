// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.SpaceUsage;
import org.efc.client.answer.Step;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Statfs;

/** STATFS: the storage's space, or the volume's capacity where it has one. */
final class SpaceRequests {
  private static final int BLOCK = 4096;

  private final Volume volume;

  SpaceRequests(Volume volume) {
    this.volume = volume;
  }

  void statfs(PendingRequest request, Statfs op) {
    volume
        .backend()
        .statfs(
            volume.caller(request),
            Step.then(
                request,
                usage -> {
                  SpaceUsage shown = volume.quota().apply(usage);
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
