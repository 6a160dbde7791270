// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import org.efc.common.Errno;

/** The nfsstat3 of every reply (RFC 1813 section 2.6). */
final class NfsStatus {
  static final int OK = 0;
  static final int NFS3ERR_PERM = 1;
  static final int NFS3ERR_NOENT = 2;
  static final int NFS3ERR_ACCES = 13;
  static final int NFS3ERR_STALE = 70;
  static final int NFS3ERR_BAD_COOKIE = 10003;
  static final int NFS3ERR_NOTSUPP = 10004;
  static final int NFS3ERR_TOOSMALL = 10005;

  /** The server needs long, as for a file on tape: to be asked again later, under a new XID. */
  static final int NFS3ERR_JUKEBOX = 10008;

  private NfsStatus() {}

  /** The Linux error for a status other than OK; EIO for one that RFC 1813 does not have. */
  static Errno errno(int status) {
    return switch (status) {
      case NFS3ERR_PERM -> Errno.EPERM;
      case NFS3ERR_NOENT -> Errno.ENOENT;
      case 6 -> Errno.ENXIO;
      case NFS3ERR_ACCES -> Errno.EACCES;
      case 17 -> Errno.EEXIST;
      case 18 -> Errno.EXDEV;
      case 19 -> Errno.ENODEV;
      case 20 -> Errno.ENOTDIR;
      case 21 -> Errno.EISDIR;
      case 22 -> Errno.EINVAL;
      case 27 -> Errno.EFBIG;
      case 28 -> Errno.ENOSPC;
      case 30 -> Errno.EROFS;
      case 31 -> Errno.EMLINK;
      case 63 -> Errno.ENAMETOOLONG;
      case 66 -> Errno.ENOTEMPTY;
      case 69 -> Errno.EDQUOT;
      case NFS3ERR_STALE, 10001 -> Errno.ESTALE; // 10001: BADHANDLE
      case 71 -> Errno.EREMOTE;
      case 10002 -> Errno.EAGAIN; // NOT_SYNC: the guard of a SETATTR did not match
      case NFS3ERR_BAD_COOKIE, NFS3ERR_TOOSMALL, 10007 -> Errno.EINVAL; // 10007: BADTYPE
      case NFS3ERR_NOTSUPP -> Errno.EOPNOTSUPP;
      case NFS3ERR_JUKEBOX -> Errno.EAGAIN;
      default -> Errno.EIO; // IO, SERVERFAULT and what nobody knows
    };
  }
}
