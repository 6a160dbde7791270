// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.efc.backend.Backend;
import org.efc.client.caller.Callers;
import org.efc.client.state.FileHandles;
import org.efc.client.state.InodeTable;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Opendir;
import org.efc.fuse.op.Readdir;
import org.efc.fuse.op.Readdirplus;
import org.efc.fuse.op.Releasedir;

/** OPENDIR, READDIR, READDIRPLUS and RELEASEDIR. */
final class DirectoryRequests {
  private final Backend backend;
  private final InodeTable inodes;
  private final Callers callers;
  private final Replies replies;
  private final FileHandles<DirectoryStream> ours;

  /** Streams for handles that a predecessor gave out, by handle, until they are released. */
  private final Map<Long, DirectoryStream> inherited = new ConcurrentHashMap<>();

  DirectoryRequests(Backend backend, InodeTable inodes, Callers callers, Replies replies) {
    this.backend = backend;
    this.inodes = inodes;
    this.callers = callers;
    this.replies = replies;
    this.ours = new FileHandles<>(inodes.epoch());
  }

  /** Asks the storage for nothing: the kernel has checked the rights, and READDIR asks. */
  void opendir(PendingRequest request, Opendir op) {
    inodes.handle(op.nodeid());
    long handle = ours.open(new DirectoryStream());
    if (!request.opened(handle, 0)) {
      ours.close(handle);
    }
  }

  void readdir(PendingRequest request, Readdir op) {
    list(request, op.nodeid(), op.handle(), op.offset(), op.size());
  }

  void readdirplus(PendingRequest request, Readdirplus op) {
    list(request, op.nodeid(), op.handle(), op.offset(), op.size());
  }

  private void list(PendingRequest request, long nodeid, long handle, long offset, int size) {
    new Listing(
            backend, inodes, replies, request, callers.of(request), nodeid, stream(handle), size)
        .answer(offset);
  }

  private DirectoryStream stream(long handle) {
    Optional<DirectoryStream> known = ours.find(handle);
    return known.orElseGet(() -> inherited.computeIfAbsent(handle, _ -> new DirectoryStream()));
  }

  void releasedir(PendingRequest request, Releasedir op) {
    if (ours.close(op.handle()).isEmpty()) {
      inherited.remove(op.handle());
    }
    request.ok();
  }
}
