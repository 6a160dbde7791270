// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.util.Optional;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.Callers;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.ServerRights;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.config.VolumeOptions;
import org.efc.client.hidden.Removals;
import org.efc.client.quota.Quota;
import org.efc.client.state.FileHandles;
import org.efc.client.state.Inode;
import org.efc.client.state.InodeTable;
import org.efc.client.state.OpenFile;
import org.efc.client.validity.Revalidation;
import org.efc.client.validity.SizeNotices;
import org.efc.common.Errno;
import org.efc.fuse.PendingRequest;

/**
 * What the requests of a volume share.
 *
 * @param readOnly every change is refused with EROFS
 * @param revalidation drops what the kernel caches, when an open finds that it is old
 * @param sizes has the kernel learn of what another node appended
 * @param removals orders opens and removals of this node
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
    SizeNotices sizes,
    Removals removals,
    Quota quota,
    VolumeOptions options,
    boolean readOnly,
    ClientMetrics metrics) {

  Handle handle(long nodeid) {
    return inodes.handle(nodeid);
  }

  public Caller caller(PendingRequest request) {
    return callers.of(request);
  }

  /** A request on an open file came: whatever its open made the kernel drop is dropped. */
  void finished(OpenFile file) {
    Optional<Attributes> dropped = file.finished();
    if (dropped.isPresent()) {
      revalidation.settled(file.nodeid());
    }
    if (dropped.isPresent() && inodes.isKnown(file.nodeid())) {
      inodes.inode(file.nodeid()).droppedPages(dropped.get());
    }
  }

  /** Refuses every change of a volume that is read-only. */
  void requireWritable() {
    if (readOnly) {
      throw new Refusal(Errno.EROFS);
    }
  }

  /** Refuses a new file or directory when the volume's capacity is used up. */
  void requireSpace() {
    requireSpace(0);
  }

  /** Refuses to let a file reach {@code end} when there is no room; never what is in it already. */
  void requireSpaceFor(Inode inode, long end) {
    long growth = inode.growth(end);
    if (growth > 0) {
      requireSpace(growth);
    }
  }

  private void requireSpace(long growth) {
    if (quota.refuses(growth)) {
      throw new Refusal(Errno.EDQUOT);
    }
  }
}
