// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.caller.Callers;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.ServerRights;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.config.VolumeOptions;
import org.efc.client.quota.Quota;
import org.efc.client.state.FileHandles;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.CloseToOpen;
import org.efc.client.validity.Revalidation;
import org.efc.client.validity.SizeNotices;
import org.efc.fuse.PendingRequest;

/**
 * What the requests of a volume share.
 *
 * @param revalidation drops what the kernel caches, when an open finds that it is old
 * @param sizes has the kernel learn of what another node appended
 */
public record Volume(
    Backend backend,
    InodeTable inodes,
    FileHandles<OpenFile> files,
    ExactlyOnce once,
    Callers callers,
    OwnerRetry ownerRetry,
    Replies replies,
    ServerRights rights,
    StaleRoot staleRoot,
    Revalidation revalidation,
    CloseToOpen validity,
    SizeNotices sizes,
    Quota quota,
    VolumeOptions options,
    ChangeGuard guard,
    ClientMetrics metrics) {

  Handle handle(long nodeid) {
    return inodes.handle(nodeid);
  }

  public Caller caller(PendingRequest request) {
    return callers.of(request);
  }

  /** A request on an open file came: whatever its open made the kernel drop is dropped. */
  void finished(OpenFile file) {
    validity.finished(file);
  }

  void requireWritable() {
    guard.requireWritable();
  }

  void requireSpaceFor(Inode inode, long end) {
    guard.requireSpaceFor(inode, end);
  }
}
