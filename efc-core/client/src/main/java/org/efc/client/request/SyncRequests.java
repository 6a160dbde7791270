// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.Background;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Step;
import org.efc.client.caller.PosixMode;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
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
  private final Backend backend;
  private final InodeTable inodes;
  private final Openers openers;
  private final ClientMetrics metrics;

  SyncRequests(Backend backend, InodeTable inodes, Openers openers, ClientMetrics metrics) {
    this.backend = backend;
    this.inodes = inodes;
    this.openers = openers;
    this.metrics = metrics;
  }

  void flush(PendingRequest request, Flush op) {
    if (inodes.inode(op.nodeid()).isUnstable()) {
      commit(request, op.nodeid(), op.handle());
    } else {
      request.ok();
    }
  }

  void fsync(PendingRequest request, Fsync op) {
    if (inodes.inode(op.nodeid()).isUnstable()) {
      commit(request, op.nodeid(), op.handle());
    } else {
      sync(request, op.nodeid(), op.handle(), op.dataOnly());
    }
  }

  void fsyncdir(PendingRequest request, Fsyncdir op) {
    sync(request, op.nodeid(), op.handle(), op.dataOnly());
  }

  private void sync(PendingRequest request, long nodeid, long fileHandle, boolean dataOnly) {
    backend.sync(
        openers.caller(request, fileHandle),
        inodes.handle(nodeid),
        dataOnly,
        Step.then(request, _ -> request.ok()));
  }

  /** What a shared mapping wrote after the last close: its error has nowhere to go but the log. */
  void beforeRelease(Release op, Runnable next) {
    if (!inodes.isKnown(op.nodeid())) {
      next.run();
      return;
    }
    Inode inode = inodes.inode(op.nodeid());
    if (!inode.isUnstable()) {
      next.run();
      return;
    }
    long covered = inode.unstableWrites();
    Handle handle = inodes.handle(op.nodeid());
    backend.commit(
        openers.find(op.handle()).map(OpenFile::caller).orElse(Caller.ROOT),
        handle,
        Background.<Long>then(
                "commit of inode " + Long.toHexString(op.nodeid()),
                verifier -> {
                  if (!inode.committed(covered, verifier)) {
                    metrics.lostWrites.increment();
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
    Inode inode = inodes.inode(nodeid);
    long covered = inode.unstableWrites();
    Handle handle = inodes.handle(nodeid);
    Caller caller = openers.caller(request, fileHandle);
    Consumer<Long> done =
        verifier -> {
          if (inode.committed(covered, verifier)) {
            request.ok();
          } else {
            metrics.lostWrites.increment();
            request.error(Errno.EIO);
          }
        };
    backend.commit(
        caller,
        handle,
        Step.then(
            request,
            done,
            errno -> {
              if (errno == Errno.EACCES) {
                openers.owner(
                    request,
                    handle,
                    caller,
                    PosixMode.WRITE,
                    errno,
                    owner -> backend.commit(owner, handle, Step.then(request, done)));
              } else {
                request.error(errno);
              }
            }));
  }
}
