// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.client.answer.Step;
import org.efc.client.hidden.HiddenNames;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Readlink;

/** LOOKUP and READLINK: from names to objects. */
final class LookupRequests {
  private final Volume volume;
  private final long absenceValid;

  LookupRequests(Volume volume) {
    this.volume = volume;
    this.absenceValid = volume.options().absenceValid().toNanos();
  }

  void lookup(PendingRequest request, Lookup op) {
    long parent = op.nodeid();
    Name name = op.name();
    if (HiddenNames.isHidden(parent, name)) {
      absent(request);
      return;
    }
    volume
        .backend()
        .lookup(
            volume.caller(request),
            volume.handle(parent),
            name,
            Step.then(
                request,
                entry -> volume.replies().entry(request, entry, parent),
                errno -> {
                  if (errno == Errno.ENOENT) {
                    absent(request);
                  } else {
                    volume.staleRoot().failed(parent, errno);
                    request.error(errno);
                  }
                }));
  }

  private void absent(PendingRequest request) {
    if (absenceValid > 0) {
      request.negativeEntry(absenceValid);
    } else {
      request.error(Errno.ENOENT);
    }
  }

  void readlink(PendingRequest request, Readlink op) {
    volume
        .backend()
        .readlink(
            volume.caller(request),
            volume.handle(op.nodeid()),
            Step.then(request, target -> request.data(target)));
  }
}
