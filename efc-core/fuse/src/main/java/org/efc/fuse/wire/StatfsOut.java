// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout;

/** Fills in a fuse_kstatfs: what statfs(2) and df(1) show. */
public final class StatfsOut {
  private final long at;

  /** Writes to {@code at}. */
  public StatfsOut(long at) {
    this.at = at;
  }

  /** Zeroes the memory. */
  public StatfsOut clear() {
    Memory.zero(at, ReplyLayout.StatfsOut.SIZE);
    return this;
  }

  /** The unit of the three numbers of {@link #space}, in bytes. */
  public StatfsOut blockSize(int bytes) {
    Memory.putInt(at + ReplyLayout.StatfsOut.BSIZE, bytes);
    Memory.putInt(at + ReplyLayout.StatfsOut.FRSIZE, bytes);
    return this;
  }

  /** Blocks: all, free, and free for a caller who isn't root. */
  public StatfsOut space(long total, long free, long available) {
    Memory.putLong(at + ReplyLayout.StatfsOut.BLOCKS, total);
    Memory.putLong(at + ReplyLayout.StatfsOut.BFREE, free);
    Memory.putLong(at + ReplyLayout.StatfsOut.BAVAIL, available);
    return this;
  }

  /** Inodes: all and free. */
  public StatfsOut files(long total, long free) {
    Memory.putLong(at + ReplyLayout.StatfsOut.FILES, total);
    Memory.putLong(at + ReplyLayout.StatfsOut.FFREE, free);
    return this;
  }

  /** The longest name, in bytes. */
  public StatfsOut nameLength(int bytes) {
    Memory.putInt(at + ReplyLayout.StatfsOut.NAMELEN, bytes);
    return this;
  }
}
