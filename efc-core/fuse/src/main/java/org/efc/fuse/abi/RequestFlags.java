// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.abi;

/** Flags inside the structures of requests, by the field they are in. */
public final class RequestFlags {
  // fuse_setattr_in.valid
  public static final int FATTR_MODE = 1;
  public static final int FATTR_UID = 1 << 1;
  public static final int FATTR_GID = 1 << 2;
  public static final int FATTR_SIZE = 1 << 3;
  public static final int FATTR_ATIME = 1 << 4;
  public static final int FATTR_MTIME = 1 << 5;
  public static final int FATTR_FH = 1 << 6;
  public static final int FATTR_ATIME_NOW = 1 << 7;
  public static final int FATTR_MTIME_NOW = 1 << 8;
  public static final int FATTR_LOCKOWNER = 1 << 9;
  public static final int FATTR_CTIME = 1 << 10;
  public static final int FATTR_KILL_SUIDGID = 1 << 11;

  // fuse_release_in.release_flags
  public static final int RELEASE_FLUSH = 1;
  public static final int RELEASE_FLOCK_UNLOCK = 1 << 1;

  // fuse_getattr_in.getattr_flags
  public static final int GETATTR_FH = 1;

  // fuse_write_in.write_flags
  public static final int WRITE_CACHE = 1;
  public static final int WRITE_LOCKOWNER = 1 << 1;
  public static final int WRITE_KILL_SUIDGID = 1 << 2;

  // fuse_read_in.read_flags
  public static final int READ_LOCKOWNER = 1 << 1;

  // fuse_lk_in.lk_flags
  public static final int LK_FLOCK = 1;

  // fuse_fsync_in.fsync_flags
  public static final int FSYNC_FDATASYNC = 1;

  // fuse_open_in.open_flags and fuse_create_in.open_flags
  public static final int OPEN_KILL_SUIDGID = 1;

  // fuse_attr.flags, of replies
  public static final int ATTR_SUBMOUNT = 1;
  public static final int ATTR_DAX = 1 << 1;

  // fuse_ext_header.type
  public static final int MAX_NR_SECCTX = 31;
  public static final int EXT_GROUPS = 32;

  private RequestFlags() {}
}
