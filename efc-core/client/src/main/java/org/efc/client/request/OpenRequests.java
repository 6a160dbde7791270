// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Handle;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.Callers;
import org.efc.client.change.ChangeGuard;
import org.efc.client.hidden.Removals;
import org.efc.client.state.OpenFile;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Open;

/**
 * OPEN.
 *
 * <p>Close-to-open: an open asks the storage for the attributes. If they are those that the kernel
 * certainly holds, it keeps its pages; else it drops them, and asks for the attributes anew, so
 * that it reads up to the size that the file has now.
 *
 * <p>With {@code cto=off} an open asks for nothing and keeps the pages; the kernel itself asks for
 * the attributes when their time is over. An open for appending asks all the same.
 */
final class OpenRequests {
  private final Callers callers;
  private final ChangeGuard guard;
  private final Removals removals;
  private final OpenFiles files;
  private final OpenLook look;
  private final boolean closeToOpen;

  OpenRequests(
      Callers callers,
      ChangeGuard guard,
      Removals removals,
      OpenFiles files,
      OpenLook look,
      boolean closeToOpen) {
    this.callers = callers;
    this.guard = guard;
    this.removals = removals;
    this.files = files;
    this.look = look;
    this.closeToOpen = closeToOpen;
  }

  void open(PendingRequest request, Open op) {
    OpenFile file = new OpenFile(op.nodeid(), callers.of(request), op.flags());
    if (file.isWritable()) {
      guard.requireWritable();
    }
    Handle handle = files.opens(op.nodeid());
    if (!removals.areNone()) {
      // Such a removal may not have seen the count, and the file may be gone when it has ended.
      removals.after(() -> Refusal.guarded(request, () -> look.ask(request, file, handle)));
    } else if (!closeToOpen && !file.isAppending()) {
      files.keep(request, file);
    } else {
      look.ask(request, file, handle);
    }
  }
}
