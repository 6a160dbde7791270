// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.LkIn;

/**
 * fcntl(2) with F_GETLK or F_OFD_GETLK: which lock is in the way of this one? Sent only where
 * POSIX_LOCKS was negotiated. ENOSYS is not remembered.
 */
public final class Getlk extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Getlk(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave. */
  public long handle() {
    return longAt(LkIn.FH);
  }

  /** Of struct flock: F_RDLCK 0 or F_WRLCK 1. */
  public int type() {
    return intAt(LkIn.TYPE);
  }
}
