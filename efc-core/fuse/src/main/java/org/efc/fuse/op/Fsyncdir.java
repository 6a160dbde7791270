// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.FsyncIn;

/**
 * fsync(2) of a directory: its entries must be durable before the answer ok. ENOSYS is remembered,
 * as success.
 */
public final class Fsyncdir extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Fsyncdir(long header) {
    super(header);
  }

  /** The handle that the reply to OPENDIR gave; 0 while OPENDIR is answered ENOSYS. */
  public long handle() {
    return longAt(FsyncIn.FH);
  }

  /** fdatasync(2) rather than fsync(2). */
  public boolean dataOnly() {
    return (intAt(FsyncIn.FSYNC_FLAGS) & RequestFlags.FSYNC_FDATASYNC) != 0;
  }
}
