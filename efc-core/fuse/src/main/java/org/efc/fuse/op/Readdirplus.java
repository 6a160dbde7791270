// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.ReadIn;

/**
 * Names of the open directory {@link #nodeid} with the attributes of each. Answered by a listing
 * from {@link #offset} on; an empty one is the end of the directory. Each entry with a node id
 * other than 0 adds one to the lookup count, but for {@code "."} and {@code ".."}, even when the
 * caller never looks at it.
 */
public final class Readdirplus extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Readdirplus(long header) {
    super(header);
  }

  /** The handle that the reply to OPENDIR gave; 0 while OPENDIR is answered ENOSYS. */
  public long handle() {
    return longAt(ReadIn.FH);
  }

  /**
   * 0 for the start, or the offset that an entry of an earlier listing came with: go on after it.
   */
  public long offset() {
    return longAt(ReadIn.OFFSET);
  }

  /** The most bytes the listing may have. */
  public int size() {
    return intAt(ReadIn.READ_SIZE);
  }
}
