// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.FsyncIn;

/**
 * fsync(2) or fdatasync(2): what was written to {@link #nodeid} must be durable before the answer
 * ok. ENOSYS is remembered for the life of the mount, as success.
 */
public final class Fsync extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Fsync(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(FsyncIn.FH);
  }

  /** fdatasync(2): metadata that is not needed to read the data back need not be durable. */
  public boolean dataOnly() {
    return (intAt(FsyncIn.FSYNC_FLAGS) & RequestFlags.FSYNC_FDATASYNC) != 0;
  }
}
