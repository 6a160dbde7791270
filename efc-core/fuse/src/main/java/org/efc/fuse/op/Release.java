// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.ReleaseIn;

/**
 * The handle is not used any more: its last descriptor was closed, and no mapping is left. Sent
 * once for each OPEN. close(2) does not wait for it. The error of the reply goes nowhere.
 */
public final class Release extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Release(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(ReleaseIn.FH);
  }

  /** The O_ flags that the file was opened with. */
  public int openFlags() {
    return intAt(ReleaseIn.FLAGS);
  }

  /** The data must be flushed (unused by Linux). */
  public boolean flushes() {
    return (intAt(ReleaseIn.RELEASE_FLAGS) & RequestFlags.RELEASE_FLUSH) != 0;
  }

  /** A flock(2) of {@link #lockOwner} goes with the handle; only with FLOCK_LOCKS. */
  public boolean unlocksFlock() {
    return (intAt(ReleaseIn.RELEASE_FLAGS) & RequestFlags.RELEASE_FLOCK_UNLOCK) != 0;
  }

  /**
   * An opaque number for the owner of locks: the same for all descriptors of one open-file table.
   */
  public long lockOwner() {
    return longAt(ReleaseIn.LOCK_OWNER);
  }
}
