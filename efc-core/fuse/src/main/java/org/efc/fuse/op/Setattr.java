// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.SetattrIn;

/**
 * Changes the attributes that {@link #valid} names: chmod, chown, truncate, utimensat, and the
 * truncation of open(2) with O_TRUNC. Answered by the attributes after the change.
 */
public final class Setattr extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Setattr(long header) {
    super(header);
  }

  /** FATTR_ bits of {@link RequestFlags}: which of the fields below count. */
  public int valid() {
    return intAt(SetattrIn.VALID);
  }

  /** Whether all of these FATTR_ bits are set. */
  public boolean has(int bits) {
    return (valid() & bits) == bits;
  }

  /**
   * With FATTR_FH: the open file, as for ftruncate(2); then write permission was checked at open.
   */
  public long handle() {
    return longAt(SetattrIn.FH);
  }

  /** With FATTR_SIZE: the new size in bytes. */
  public long size() {
    return longAt(SetattrIn.FILE_SIZE);
  }

  /**
   * An opaque number for the owner of locks: the same for all descriptors of one open-file table.
   */
  public long lockOwner() {
    return longAt(SetattrIn.LOCK_OWNER);
  }

  /** With FATTR_ATIME and without FATTR_ATIME_NOW: seconds since 1970. */
  public long atimeSeconds() {
    return longAt(SetattrIn.ATIME);
  }

  /** The nanoseconds that go with {@link #atimeSeconds}. */
  public int atimeNanos() {
    return intAt(SetattrIn.ATIMENSEC);
  }

  /** With FATTR_MTIME and without FATTR_MTIME_NOW: seconds since 1970. */
  public long mtimeSeconds() {
    return longAt(SetattrIn.MTIME);
  }

  /** The nanoseconds that go with {@link #mtimeSeconds}. */
  public int mtimeNanos() {
    return intAt(SetattrIn.MTIMENSEC);
  }

  /** With FATTR_CTIME: seconds since 1970. It comes only with a write-back cache. */
  public long ctimeSeconds() {
    return longAt(SetattrIn.CTIME);
  }

  /** The nanoseconds that go with {@link #ctimeSeconds}. */
  public int ctimeNanos() {
    return intAt(SetattrIn.CTIMENSEC);
  }

  /** With FATTR_MODE: the new permission bits, with the file type as it is. */
  public int mode() {
    return intAt(SetattrIn.MODE);
  }

  /** With FATTR_UID: the new owner. */
  public int uid() {
    return intAt(SetattrIn.UID);
  }

  /** With FATTR_GID: the new group. */
  public int gid() {
    return intAt(SetattrIn.GID);
  }

  /**
   * The set-user-ID bit, and set-group-ID of a group executable, must go with this truncation
   * (HANDLE_KILLPRIV_V2). With that negotiated they must go with every change of owner or group
   * too, for which no flag comes (fuse_setattr of fs/fuse/dir.c).
   */
  public boolean killsPrivileges() {
    return has(RequestFlags.FATTR_KILL_SUIDGID);
  }
}
