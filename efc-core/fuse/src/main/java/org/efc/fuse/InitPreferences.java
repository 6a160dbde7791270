// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.fuse.abi.InitFlags;

/**
 * What a volume would like of its connection; {@link Negotiation} makes it what the kernel can do.
 * It is frozen with the INIT reply: whoever serves the mount later serves it so.
 *
 * @param flags bits of {@link InitFlags}; those of {@link #SERVED} only
 * @param maxWrite the most bytes of one WRITE or READ: 4096..16 MiB, whole pages. More than 1 MiB
 *     needs the sysctl fs.fuse.max_pages_limit
 * @param maxReadahead the most bytes the kernel reads ahead; it can only lower what the mount's bdi
 *     says (128 KiB unless changed in /sys/class/bdi)
 * @param maxBackground how many reads-ahead and asynchronous requests may be under way, 1..65535
 * @param congestionThreshold from how many of them on the kernel calls itself congested
 * @param timeGran the unit of times in nanoseconds: 1, or a power of ten up to 10^9
 */
public record InitPreferences(
    long flags,
    int maxWrite,
    int maxReadahead,
    int maxBackground,
    int congestionThreshold,
    int timeGran) {
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  /**
   * Flags for a volume that others change too.
   *
   * <p>AUTO_INVAL_DATA drops cached pages when size or mtime changed. READDIRPLUS_AUTO asks for
   * attributes only where they are used. HANDLE_KILLPRIV_V2 spares a GETXATTR for each write; the
   * file system clears set-user-ID bits when the flags of a request say so.
   */
  public static final long SHARED_FLAGS =
      InitFlags.ASYNC_READ
          | InitFlags.BIG_WRITES
          | InitFlags.AUTO_INVAL_DATA
          | InitFlags.DO_READDIRPLUS
          | InitFlags.READDIRPLUS_AUTO
          | InitFlags.ASYNC_DIO
          | InitFlags.PARALLEL_DIROPS
          | InitFlags.ABORT_ERROR
          | InitFlags.MAX_PAGES
          | InitFlags.CACHE_SYMLINKS
          | InitFlags.HANDLE_KILLPRIV_V2
          | InitFlags.INIT_EXT
          | InitFlags.CREATE_SUPP_GROUP
          | InitFlags.HAS_EXPIRE_ONLY
          | InitFlags.DIRECT_IO_ALLOW_MMAP
          | InitFlags.HAS_RESEND;

  /** Flags for data that nobody changes: cached pages go only when a notification says so. */
  public static final long IMMUTABLE_FLAGS =
      (SHARED_FLAGS & ~InitFlags.AUTO_INVAL_DATA) | InitFlags.EXPLICIT_INVAL_DATA;

  /**
   * flock(2) and fcntl(2) locks are asked of the file system. Without these the kernel of the node
   * keeps them, where they outlive this process.
   */
  public static final long LOCK_FLAGS = InitFlags.POSIX_LOCKS | InitFlags.FLOCK_LOCKS;

  /**
   * All that may be asked for. Left out on purpose:
   *
   * <ul>
   *   <li>WRITEBACK_CACHE: others' changes of size and mtime would not be seen
   *   <li>ATOMIC_O_TRUNC: truncation comes as SETATTR, so that OPEN changes nothing, may be resent
   *       and may be answered ENOSYS
   *   <li>OVER_IO_URING: requests in a ring are lost with the process, RESEND does not cover them
   *   <li>REQUEST_TIMEOUT: it would abort the connection while nobody serves it
   *   <li>SETXATTR_EXT, SECURITY_CTX: longer structures that are not decoded
   *   <li>DONT_MASK, POSIX_ACL: the kernel applies umask and mode bits
   *   <li>EXPORT_SUPPORT, SUBMOUNTS, ALLOW_IDMAP, HAS_INODE_DAX, PASSTHROUGH, HANDLE_KILLPRIV,
   *       SPLICE_*: nothing here makes use of them
   * </ul>
   */
  public static final long SERVED = SHARED_FLAGS | InitFlags.EXPLICIT_INVAL_DATA | LOCK_FLAGS;

  /** Holds the limits of each value. */
  public InitPreferences {
    if ((flags & ~SERVED) != 0) {
      throw new IllegalArgumentException(
          "flags 0x" + Long.toHexString(flags & ~SERVED) + " are not served");
    }
    inRange("maxWrite", maxWrite, PAGE, 16 * MIB);
    if (maxWrite % PAGE != 0) {
      throw new IllegalArgumentException("maxWrite is " + maxWrite + ", not a multiple of " + PAGE);
    }
    inRange("maxReadahead", maxReadahead, 0, Integer.MAX_VALUE);
    inRange("maxBackground", maxBackground, 1, 0xffff);
    inRange("congestionThreshold", congestionThreshold, 1, maxBackground);
    inRange("timeGran", timeGran, 1, 1_000_000_000);
  }

  private static void inRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + ", outside " + least + ".." + most);
    }
  }

  /** For a volume that others change too: 1 MiB transfers. */
  public static InitPreferences shared() {
    return new InitPreferences(SHARED_FLAGS, MIB, MIB, 64, 48, 1);
  }

  /** For data that nobody changes. */
  public static InitPreferences immutable() {
    return shared().withFlags(IMMUTABLE_FLAGS);
  }

  /** The same with other flags. */
  public InitPreferences withFlags(long other) {
    return new InitPreferences(
        other, maxWrite, maxReadahead, maxBackground, congestionThreshold, timeGran);
  }

  /** The same with another transfer size. */
  public InitPreferences withMaxWrite(int bytes) {
    return new InitPreferences(
        flags, bytes, maxReadahead, maxBackground, congestionThreshold, timeGran);
  }

  /** The same with another read-ahead. */
  public InitPreferences withMaxReadahead(int bytes) {
    return new InitPreferences(
        flags, maxWrite, bytes, maxBackground, congestionThreshold, timeGran);
  }
}
