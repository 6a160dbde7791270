// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Caller;
import org.efc.client.caller.Callers;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.NewName;
import org.efc.client.hidden.HiddenNames;
import org.efc.client.state.InodeTable;
import org.efc.client.state.Intent;
import org.efc.common.Name;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.NamedOp;

/** Names that requests make: whether they may, and on whose behalf. */
final class NewNames {
  private final ChangeGuard guard;
  private final Callers callers;
  private final InodeTable inodes;

  NewNames(ChangeGuard guard, Callers callers, InodeTable inodes) {
    this.guard = guard;
    this.callers = callers;
    this.inodes = inodes;
  }

  /** Who makes the name. */
  Caller maker(PendingRequest request, NamedOp op) {
    return callers.of(request, op.directoryGroup());
  }

  /** The name of a new object, which takes space unless a predecessor may have made it. */
  NewName ofObject(PendingRequest request, Intent intent, NamedOp op, Name name) {
    requireRoom(intent, op, name);
    return place(request, intent, op, name, maker(request, op));
  }

  /** The same when it is known already who makes it. */
  NewName ofObject(PendingRequest request, Intent intent, NamedOp op, Name name, Caller maker) {
    requireRoom(intent, op, name);
    return place(request, intent, op, name, maker);
  }

  private void requireRoom(Intent intent, NamedOp op, Name name) {
    requireAllowed(op, name);
    if (!intent.isResumed()) {
      guard.requireSpace();
    }
  }

  /** Another name of an object that there is. */
  NewName ofLink(PendingRequest request, Intent intent, NamedOp op, Name name) {
    requireAllowed(op, name);
    return place(request, intent, op, name, maker(request, op));
  }

  private void requireAllowed(NamedOp op, Name name) {
    guard.requireWritable();
    HiddenNames.requireAllowed(op.nodeid(), name);
  }

  private NewName place(
      PendingRequest request, Intent intent, NamedOp op, Name name, Caller maker) {
    return new NewName(request, intent, maker, inodes.handle(op.nodeid()), name);
  }
}
