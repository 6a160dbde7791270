// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.LseekIn;

/**
 * lseek(2) with SEEK_DATA or SEEK_HOLE. Answered by a position; ENXIO past the last of them. ENOSYS
 * is remembered: the kernel takes the whole file for data.
 */
public final class Lseek extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Lseek(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. */
  public long handle() {
    return longAt(LseekIn.FH);
  }

  /** Where to start looking, in bytes. */
  public long offset() {
    return longAt(LseekIn.OFFSET);
  }

  /** SEEK_DATA 3 or SEEK_HOLE 4. */
  public int whence() {
    return intAt(LseekIn.WHENCE);
  }
}
