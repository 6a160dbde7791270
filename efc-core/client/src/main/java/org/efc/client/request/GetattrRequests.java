// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.caller.Callers;
import org.efc.client.state.InodeTable;
import org.efc.client.validity.Revalidation;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Getattr;

/** GETATTR. */
final class GetattrRequests {
  private final InodeTable inodes;
  private final Callers callers;
  private final Revalidation revalidation;
  private final AttributesLook look;

  GetattrRequests(
      InodeTable inodes, Callers callers, Revalidation revalidation, AttributesLook look) {
    this.inodes = inodes;
    this.callers = callers;
    this.revalidation = revalidation;
    this.look = look;
  }

  void getattr(PendingRequest request, Getattr op) {
    long nodeid = op.nodeid();
    Handle handle = inodes.handle(nodeid);
    Caller caller = callers.of(request);
    revalidation.asks(nodeid);
    try {
      look.ask(request, op, handle, caller);
    } catch (RuntimeException e) {
      revalidation.answered(nodeid);
      throw e;
    }
  }
}
