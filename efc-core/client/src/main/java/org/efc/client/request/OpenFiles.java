// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Handle;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Refusal;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.state.FileHandles;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.CloseToOpen;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.abi.OpenReplyFlags;
import org.efc.fuse.op.Release;

/** The files that the kernel has open: how OPEN and CREATE are answered, and RELEASE. */
final class OpenFiles {
  private final InodeTable inodes;
  private final FileHandles<OpenFile> files;
  private final HiddenFiles unlinked;
  private final CloseToOpen validity;
  private final ClientMetrics metrics;

  OpenFiles(
      InodeTable inodes,
      FileHandles<OpenFile> files,
      HiddenFiles unlinked,
      CloseToOpen validity,
      ClientMetrics metrics) {
    this.inodes = inodes;
    this.files = files;
    this.unlinked = unlinked;
    this.validity = validity;
    this.metrics = metrics;
  }

  /** Counts an open, before the storage is asked: an unlink meanwhile must see that it is open. */
  Handle opens(long nodeid) {
    Handle handle = inodes.handle(nodeid);
    inodes.opened(nodeid);
    return handle;
  }

  /** The kernel has what the file is now: it keeps its pages. */
  void keep(PendingRequest request, OpenFile file) {
    metrics.keptOpens.increment();
    reply(request, file, flushing(file) | OpenReplyFlags.KEEP_CACHE);
  }

  /** The kernel may have something older: it drops attributes and pages. */
  void drop(PendingRequest request, OpenFile file, Inode inode, Attributes attributes) {
    metrics.revalidatedOpens.increment();
    validity.drops(
        file,
        inode,
        attributes,
        () ->
            Refusal.guarded(
                request,
                () -> {
                  validity.droppedAttributes(file, inode, attributes);
                  reply(request, file, flushing(file));
                }));
  }

  private static int flushing(OpenFile file) {
    return file.isWritable() ? 0 : OpenReplyFlags.NOFLUSH;
  }

  private void reply(PendingRequest request, OpenFile file, int flags) {
    long handle = files.open(file);
    if (!request.opened(handle, flags)) {
      // The caller was killed meanwhile: no RELEASE will come.
      files.close(handle);
      validity.abandoned(file);
      closed(file.nodeid());
    }
  }

  /** A file was made, and its lookup counted: the same request opens it. */
  void created(PendingRequest request, OpenFile file) {
    long nodeid = file.nodeid();
    inodes.opened(nodeid);
    long handle = files.open(file);
    if (!request.created(handle, 0)) {
      files.close(handle);
      closed(nodeid);
      inodes.forget(nodeid, 1).ifPresent(unlinked::remove);
    }
  }

  /**
   * A RELEASE that is resent may have been counted by a predecessor. It is not counted again: a
   * count that is too high costs a hidden name, one that is too low costs a file.
   */
  void release(PendingRequest request, Release op) {
    Optional<OpenFile> file = files.close(op.handle());
    file.ifPresent(validity::finished);
    boolean ours = file.isPresent();
    boolean counts = ours || !request.isResent();
    long nodeid = op.nodeid();
    request.ok();
    if (counts) {
      closed(nodeid);
    }
  }

  /** Takes back what {@link #opens} counted: when the file is not opened, or not any more. */
  void closed(long nodeid) {
    inodes.closed(nodeid).ifPresent(unlinked::remove);
  }
}
