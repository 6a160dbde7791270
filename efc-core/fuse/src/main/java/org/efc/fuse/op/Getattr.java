// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.GetattrIn;

/**
 * The attributes of {@link #nodeid}: stat(2), or a refresh after the attribute time-out. Answered
 * by attributes.
 */
public final class Getattr extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Getattr(long header) {
    super(header);
  }

  /** Whether {@link #handle} is set: the caller has the file open, as for fstat(2). */
  public boolean hasHandle() {
    return (intAt(GetattrIn.GETATTR_FLAGS) & RequestFlags.GETATTR_FH) != 0;
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(GetattrIn.FH);
  }
}
