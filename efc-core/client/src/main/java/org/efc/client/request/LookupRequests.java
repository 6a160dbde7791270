// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.time.Duration;
import org.efc.backend.Backend;
import org.efc.client.answer.Step;
import org.efc.client.caller.Callers;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.InodeTable;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Readlink;

/** LOOKUP and READLINK: from names to objects. */
final class LookupRequests {
  private final Backend backend;
  private final InodeTable inodes;
  private final Callers callers;
  private final Replies replies;
  private final StaleRoot staleRoot;
  private final long absenceValid;

  LookupRequests(
      Backend backend,
      InodeTable inodes,
      Callers callers,
      Replies replies,
      StaleRoot staleRoot,
      Duration absenceValid) {
    this.backend = backend;
    this.inodes = inodes;
    this.callers = callers;
    this.replies = replies;
    this.staleRoot = staleRoot;
    this.absenceValid = absenceValid.toNanos();
  }

  void lookup(PendingRequest request, Lookup op) {
    long parent = op.nodeid();
    Name name = op.name();
    if (HiddenNames.isHidden(parent, name)) {
      absent(request);
      return;
    }
    backend.lookup(
        callers.of(request),
        inodes.handle(parent),
        name,
        Step.then(
            request,
            entry -> replies.entry(request, entry, parent),
            errno -> {
              if (errno == Errno.ENOENT) {
                absent(request);
              } else {
                staleRoot.failed(parent, errno);
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
    backend.readlink(
        callers.of(request),
        inodes.handle(op.nodeid()),
        Step.then(request, target -> request.data(target)));
  }
}
