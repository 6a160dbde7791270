// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import org.efc.backend.nfs.Wire;
import org.efc.common.Errno;

/** nfsstat3 (RFC 1813 section 2.6) and the results that go with those that are not OK. */
final class Statuses {
  private Statuses() {}

  /** The status for an errno of the storage; SERVERFAULT for one that has none. */
  static int of(Errno errno) {
    return switch (errno) {
      case EPERM -> 1;
      case ENOENT -> 2;
      case EIO -> 5;
      case ENXIO -> 6;
      case EACCES -> 13;
      case EEXIST -> 17;
      case EXDEV -> 18;
      case ENODEV -> 19;
      case ENOTDIR -> 20;
      case EISDIR -> 21;
      case EINVAL -> 22;
      case EFBIG -> 27;
      case ENOSPC -> 28;
      case EROFS -> 30;
      case EMLINK -> 31;
      case ENAMETOOLONG -> 63;
      case ENOTEMPTY -> 66;
      case EDQUOT -> 69;
      case ESTALE -> 70;
      case EAGAIN -> 10002; // the guard of a SETATTR did not match
      case EOPNOTSUPP -> 10004;
      default -> 10006;
    };
  }

  /** The results of a call that failed, without any attributes. */
  static Wire failure(Nfs3Call call, int status) {
    Wire out = new Wire().u32(status);
    return switch (call) {
      case NULL, GETATTR -> out;
      case LOOKUP, ACCESS, READLINK, READ, READDIR, READDIRPLUS, FSSTAT, FSINFO, PATHCONF ->
          out.absent();
      case SETATTR, WRITE, CREATE, MKDIR, SYMLINK, MKNOD, REMOVE, RMDIR, COMMIT -> out.noWcc();
      case RENAME -> out.noWcc().noWcc();
      case LINK -> out.absent().noWcc();
    };
  }
}
