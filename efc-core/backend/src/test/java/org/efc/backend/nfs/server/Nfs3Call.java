// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

/** The procedures of NFS version 3 (RFC 1813 section 3.3); the ordinal is the number. */
public enum Nfs3Call {
  NULL,
  GETATTR,
  SETATTR,
  LOOKUP,
  ACCESS,
  READLINK,
  READ,
  WRITE,
  CREATE,
  MKDIR,
  SYMLINK,
  MKNOD,
  REMOVE,
  RMDIR,
  RENAME,
  LINK,
  READDIR,
  READDIRPLUS,
  FSSTAT,
  FSINFO,
  PATHCONF,
  COMMIT
}
