// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.ReadIn;

/**
 * Reads from an open file. Answered by data; fewer bytes than {@link #size} mean end of file, and
 * only that: the kernel zeroes the rest of the page. Reads of one file may come at once and in any
 * order.
 */
public final class Read extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Read(long header) {
    super(header);
  }

  /**
   * The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. With a write-back
   * cache it may be a handle that was opened for writing only.
   */
  public long handle() {
    return longAt(ReadIn.FH);
  }

  /** Where in the file, in bytes. */
  public long offset() {
    return longAt(ReadIn.OFFSET);
  }

  /** How many bytes are wanted, at most the payload of the request. */
  public int size() {
    return intAt(ReadIn.READ_SIZE);
  }

  /** Whether {@link #lockOwner} is set. */
  public boolean hasLockOwner() {
    return (intAt(ReadIn.READ_FLAGS) & RequestFlags.READ_LOCKOWNER) != 0;
  }

  /**
   * An opaque number for the owner of locks: the same for all descriptors of one open-file table.
   */
  public long lockOwner() {
    return longAt(ReadIn.LOCK_OWNER);
  }

  /**
   * The O_ flags of the open file as they are now: fcntl(2) may have changed O_APPEND, O_DIRECT.
   */
  public int openFlags() {
    return intAt(ReadIn.FLAGS);
  }
}
