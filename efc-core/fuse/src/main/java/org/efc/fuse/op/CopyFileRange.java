// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.CopyFileRangeIn;

/**
 * copy_file_range(2) between two open files, the source being {@link #nodeid}. Answered by the
 * number of bytes copied. Comes from COPY_FILE_RANGE and from COPY_FILE_RANGE_64. ENOSYS is
 * remembered: the kernel copies by reading and writing.
 */
public final class CopyFileRange extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public CopyFileRange(long header) {
    super(header);
  }

  /** The handle of the source. */
  public long handle() {
    return longAt(CopyFileRangeIn.FH_IN);
  }

  /** Where in the source, in bytes. */
  public long offset() {
    return longAt(CopyFileRangeIn.OFF_IN);
  }

  /** The node id of the destination. */
  public long toNodeid() {
    return longAt(CopyFileRangeIn.NODEID_OUT);
  }

  /** The handle of the destination. */
  public long toHandle() {
    return longAt(CopyFileRangeIn.FH_OUT);
  }

  /** Where in the destination, in bytes. */
  public long toOffset() {
    return longAt(CopyFileRangeIn.OFF_OUT);
  }

  /** How many bytes. */
  public long length() {
    return longAt(CopyFileRangeIn.LEN);
  }

  /** 0 so far. */
  public long flags() {
    return longAt(CopyFileRangeIn.FLAGS);
  }
}
