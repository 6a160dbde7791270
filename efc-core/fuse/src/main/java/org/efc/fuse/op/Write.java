// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.WriteIn;

/**
 * Writes to an open file. The data are the request's payload, page aligned. Answered by the number
 * of bytes written, which must be all of them unless an error came in between.
 */
public final class Write extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Write(long header) {
    super(header);
  }

  /**
   * The handle that the reply to OPEN gave; 0 while OPEN is answered ENOSYS. A guess when {@link
   * #isFromCache}: any handle of the inode that can write.
   */
  public long handle() {
    return longAt(WriteIn.FH);
  }

  /** Where in the file, in bytes; for O_APPEND the end of file as the kernel knows it. */
  public long offset() {
    return longAt(WriteIn.OFFSET);
  }

  /** How many bytes the payload has. */
  public int size() {
    return intAt(WriteIn.WRITE_SIZE);
  }

  /**
   * Written by the page cache (a shared mapping) and not by write(2): {@link #handle} is a guess,
   * {@link #openFlags} are 0, and the header's ids are not the writer's.
   */
  public boolean isFromCache() {
    return (flags() & RequestFlags.WRITE_CACHE) != 0;
  }

  /** The set-user-ID bit, and set-group-ID of a group executable, must go (HANDLE_KILLPRIV_V2). */
  public boolean killsPrivileges() {
    return (flags() & RequestFlags.WRITE_KILL_SUIDGID) != 0;
  }

  /** Whether {@link #lockOwner} is set. */
  public boolean hasLockOwner() {
    return (flags() & RequestFlags.WRITE_LOCKOWNER) != 0;
  }

  /**
   * An opaque number for the owner of locks: the same for all descriptors of one open-file table.
   */
  public long lockOwner() {
    return longAt(WriteIn.LOCK_OWNER);
  }

  /** The O_ flags of the open file as they are now, O_APPEND, O_SYNC and O_DSYNC among them. */
  public int openFlags() {
    return intAt(WriteIn.FLAGS);
  }

  private int flags() {
    return intAt(WriteIn.WRITE_FLAGS);
  }
}
