// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.Refusal;
import org.efc.client.answer.Step;
import org.efc.client.caller.ServerRights;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.SizeNotices;
import org.efc.client.validity.SizeRetry;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * What an open asks the storage, and what follows from the answer: whether it is granted, and
 * whether the kernel keeps its pages. For appending the kernel must know the size before: see
 * {@link SizeRetry}.
 */
final class OpenLook {
  private final Backend backend;
  private final InodeTable inodes;
  private final ServerRights rights;
  private final SizeNotices sizes;
  private final SizeRetry secondLook;
  private final OpenFiles files;

  OpenLook(
      Backend backend,
      InodeTable inodes,
      ServerRights rights,
      SizeNotices sizes,
      SizeRetry secondLook,
      OpenFiles files) {
    this.backend = backend;
    this.inodes = inodes;
    this.rights = rights;
    this.sizes = sizes;
    this.secondLook = secondLook;
    this.files = files;
  }

  void ask(PendingRequest request, OpenFile file, Handle handle) {
    backend.getattr(
        file.opener(),
        handle,
        Step.then(
            request,
            attributes -> checked(request, file, handle, attributes),
            errno -> {
              files.closed(file.nodeid());
              if (errno == Errno.ESTALE) {
                // The kernel looks the name up again, once: a second look at what it finds is not
                // to be had.
                secondLook.sentBack(request.pid());
              }
              request.error(errno);
            }));
  }

  private void checked(
      PendingRequest request, OpenFile file, Handle handle, Attributes attributes) {
    Caller opener = file.opener();
    int wanted = file.wants();
    if (!rights.isInDoubt(file.nodeid(), opener, attributes, wanted)) {
      opened(request, file, attributes);
      return;
    }
    rights.check(
        handle,
        opener,
        wanted,
        Step.then(
            request,
            granted -> {
              if (granted) {
                opened(request, file, attributes);
              } else {
                files.closed(file.nodeid());
                request.error(Errno.EACCES);
              }
            }));
  }

  private void opened(PendingRequest request, OpenFile file, Attributes attributes) {
    Inode inode = inodes.inode(file.nodeid());
    // This open is counted already; without another one no reader has the pages.
    if (sizes.areDue(inode, attributes, 1)) {
      sizes.send(
          inode,
          inodes.handle(file.nodeid()),
          attributes,
          () -> Refusal.guarded(request, () -> sized(request, file, inode, attributes)));
    } else {
      sized(request, file, inode, attributes);
    }
  }

  private void sized(PendingRequest request, OpenFile file, Inode inode, Attributes attributes) {
    if (file.isAppending()
        && inode.size() != attributes.size()
        && secondLook.isDue(file.nodeid(), request.pid())) {
      files.closed(file.nodeid());
      request.error(Errno.ESTALE);
      return;
    }
    secondLook.passed(file.nodeid(), request.pid());
    if (inode.hasNothingOlder(attributes)) {
      files.keep(request, file);
    } else {
      files.drop(request, file, inode, attributes);
    }
  }
}
