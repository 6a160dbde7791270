// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.FallocateIn;

/**
 * fallocate(2) on an open file. Answered ok; EOPNOTSUPP for a mode. ENOSYS is remembered, as
 * EOPNOTSUPP.
 */
public final class Fallocate extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Fallocate(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(FallocateIn.FH);
  }

  /** The start of the range, in bytes. */
  public long offset() {
    return longAt(FallocateIn.OFFSET);
  }

  /** The length of the range, in bytes. */
  public long length() {
    return longAt(FallocateIn.LENGTH);
  }

  /** FALLOC_FL_ bits: KEEP_SIZE 1, PUNCH_HOLE 2, ZERO_RANGE 16; 0 allocates and extends. */
  public int mode() {
    return intAt(FallocateIn.MODE);
  }
}
