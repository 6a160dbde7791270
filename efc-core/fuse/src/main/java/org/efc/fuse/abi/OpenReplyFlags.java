// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** FOPEN_ flags: what the reply to OPEN, OPENDIR and CREATE says about the open file. */
public final class OpenReplyFlags {
  /** Bypass the page cache: every read(2) and write(2) becomes a request. */
  public static final int DIRECT_IO = 1;

  /** Keep the cached pages of an earlier open; without it, an open drops them. */
  public static final int KEEP_CACHE = 1 << 1;

  /** The file can't be sought. */
  public static final int NONSEEKABLE = 1 << 2;

  /** OPENDIR: cache the listing until the directory changes. */
  public static final int CACHE_DIR = 1 << 3;

  /** The file has no position at all. */
  public static final int STREAM = 1 << 4;

  /** Don't send FLUSH at close(2) (unless the kernel writes back). */
  public static final int NOFLUSH = 1 << 5;

  /** With DIRECT_IO: don't serialise writes of one inode. */
  public static final int PARALLEL_DIRECT_WRITES = 1 << 6;

  /** Reads and writes go to the backing file named by backing_id. */
  public static final int PASSTHROUGH = 1 << 7;

  private OpenReplyFlags() {}
}
