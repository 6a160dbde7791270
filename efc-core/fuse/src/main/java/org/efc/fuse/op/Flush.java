// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.FlushIn;

/**
 * A descriptor of an open file is closed: sent at each close(2), of duplicates too, and its error
 * is the error of close(2). Not a sign that the handle is done with, which RELEASE is. ENOSYS is
 * remembered for the life of the mount, as success.
 */
public final class Flush extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Flush(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(FlushIn.FH);
  }

  /**
   * An opaque number for the owner of locks: the same for all descriptors of one open-file table.
   * Its POSIX locks go with the close.
   */
  public long lockOwner() {
    return longAt(FlushIn.LOCK_OWNER);
  }
}
