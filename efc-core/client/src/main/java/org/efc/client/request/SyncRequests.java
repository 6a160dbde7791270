// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import java.util.function.Consumer;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.Background;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.state.Inode;
import org.efc.client.state.OpenFile;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.op.Flush;
import org.efc.fuse.op.Fsync;
import org.efc.fuse.op.Fsyncdir;
import org.efc.fuse.op.Release;

/**
 * FLUSH (close), FSYNC and FSYNCDIR. On a server stable writes need nothing any more, nor do names
 * and attributes (RFC 1813 4.8); on a local file system FSYNC and FSYNCDIR are passed on.
 *
 * <p>Unstable writes are committed. If the server's write verifier changed since they were
 * acknowledged, it restarted and may have lost them: then fsync(2) or close(2) fails with EIO,
 * once. The verifier is in the table of inodes, so that the same holds when this process was
 * restarted.
 */
final class SyncRequests {
  private final Volume volume;

  SyncRequests(Volume volume) {
    this.volume = volume;
  }

  void flush(PendingRequest request, Flush op) {
    if (volume.inodes().inode(op.nodeid()).isUnstable()) {
      commit(request, op.nodeid(), op.handle());
    } else {
      request.ok();
    }
  }

  void fsync(PendingRequest request, Fsync op) {
    if (volume.inodes().inode(op.nodeid()).isUnstable()) {
      commit(request, op.nodeid(), op.handle());
    } else {
      sync(request, op.nodeid(), op.handle(), op.dataOnly());
    }
  }

  void fsyncdir(PendingRequest request, Fsyncdir op) {
    sync(request, op.nodeid(), op.handle(), op.dataOnly());
  }

  private void sync(PendingRequest request, long nodeid, long fileHandle, boolean dataOnly) {
    volume
        .backend()
        .sync(
            caller(fileHandle).orElseGet(() -> volume.caller(request)),
            volume.handle(nodeid),
            dataOnly,
            Step.then(request, _ -> request.ok()));
  }

  /** What a shared mapping wrote after the last close: its error has nowhere to go but the log. */
  void beforeRelease(Release op, Runnable next) {
    if (!volume.inodes().isKnown(op.nodeid())) {
      next.run();
      return;
    }
    Inode inode = volume.inodes().inode(op.nodeid());
    if (!inode.isUnstable()) {
      next.run();
      return;
    }
    long covered = inode.unstableWrites();
    Handle handle = volume.handle(op.nodeid());
    volume
        .backend()
        .commit(
            caller(op.handle()).orElse(Caller.ROOT),
            handle,
            Background.<Long>then(
                    "commit of inode " + Long.toHexString(op.nodeid()),
                    verifier -> {
                      if (!inode.committed(covered, verifier)) {
                        volume.metrics().lostWrites.increment();
                      }
                      next.run();
                    })
                .or(
                    _ -> {
                      next.run();
                      return false;
                    }));
  }

  private void commit(PendingRequest request, long nodeid, long fileHandle) {
    Inode inode = volume.inodes().inode(nodeid);
    long covered = inode.unstableWrites();
    Handle handle = volume.handle(nodeid);
    Caller caller = caller(fileHandle).orElseGet(() -> volume.caller(request));
    Consumer<Long> done =
        verifier -> {
          if (inode.committed(covered, verifier)) {
            request.ok();
          } else {
            volume.metrics().lostWrites.increment();
            request.error(Errno.EIO);
          }
        };
    volume
        .backend()
        .commit(
            caller,
            handle,
            Step.then(
                request,
                done,
                errno -> {
                  if (errno == Errno.EACCES) {
                    volume
                        .ownerRetry()
                        .owner(
                            request,
                            handle,
                            caller,
                            PosixMode.WRITE,
                            errno,
                            owner ->
                                volume.backend().commit(owner, handle, Step.then(request, done)));
                  } else {
                    request.error(errno);
                  }
                }));
  }

  private Optional<Caller> caller(long fileHandle) {
    return volume.files().find(fileHandle).map(OpenFile::caller);
  }
}
