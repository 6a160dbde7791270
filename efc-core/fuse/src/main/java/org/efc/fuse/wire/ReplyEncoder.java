// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout.CopyFileRangeOut;
import org.efc.fuse.abi.ReplyLayout.GetxattrOut;
import org.efc.fuse.abi.ReplyLayout.LseekOut;
import org.efc.fuse.abi.ReplyLayout.OpenOut;
import org.efc.fuse.abi.ReplyLayout.OutHeader;
import org.efc.fuse.abi.ReplyLayout.WriteOut;

/** Writes the headers and the small bodies of replies. */
public final class ReplyEncoder {
  private static final long NANOS = 1_000_000_000L;

  private ReplyEncoder() {}

  /**
   * @param errno 0, or the positive number of the error
   * @param unique of the request, with its resend bit
   * @return the bytes of the whole reply
   */
  public static int header(long at, int bodySize, int errno, long unique) {
    Memory.putInt(at + OutHeader.LEN, OutHeader.SIZE + bodySize);
    Memory.putInt(at + OutHeader.ERROR, -errno);
    Memory.putLong(at + OutHeader.UNIQUE, unique);
    return OutHeader.SIZE + bodySize;
  }

  /** fuse_open_out without a backing file. */
  public static int open(long at, long handle, int openFlags) {
    Memory.putLong(at + OpenOut.FH, handle);
    Memory.putInt(at + OpenOut.OPEN_FLAGS, openFlags);
    Memory.putInt(at + OpenOut.BACKING_ID, 0);
    return OpenOut.SIZE;
  }

  /** fuse_write_out. */
  public static int written(long at, int bytes) {
    Memory.putLong(at + WriteOut.WRITTEN, Integer.toUnsignedLong(bytes));
    return WriteOut.SIZE;
  }

  /** fuse_getxattr_out. */
  public static int xattrSize(long at, int bytes) {
    Memory.putLong(at + GetxattrOut.VALUE_SIZE, Integer.toUnsignedLong(bytes));
    return GetxattrOut.SIZE;
  }

  /** fuse_lseek_out. */
  public static int position(long at, long offset) {
    Memory.putLong(at + LseekOut.OFFSET, offset);
    return LseekOut.SIZE;
  }

  /** fuse_copy_file_range_out. */
  public static int copied(long at, long bytes) {
    Memory.putLong(at + CopyFileRangeOut.BYTES_COPIED, bytes);
    return CopyFileRangeOut.SIZE;
  }

  /** A time-out as seconds and nanoseconds, at two addresses. */
  static void validity(long seconds, long nanos, long durationNanos) {
    long duration = Math.max(0, durationNanos);
    Memory.putLong(seconds, duration / NANOS);
    Memory.putInt(nanos, (int) (duration % NANOS));
  }
}
