// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import org.efc.backend.nfs.rpc.Procedure;

/** Program, procedures and sizes of NFS version 3 (RFC 1813 sections 2.4 and 3). */
final class Nfs3 {
  static final int PROGRAM = 100003;
  static final int VERSION = 3;

  static final Procedure NULL = procedure(0, "NULL");
  static final Procedure GETATTR = procedure(1, "GETATTR");
  static final Procedure SETATTR = procedure(2, "SETATTR");
  static final Procedure LOOKUP = procedure(3, "LOOKUP");
  static final Procedure ACCESS = procedure(4, "ACCESS");
  static final Procedure READLINK = procedure(5, "READLINK");
  static final Procedure READ = procedure(6, "READ");
  static final Procedure WRITE = procedure(7, "WRITE");
  static final Procedure CREATE = procedure(8, "CREATE");
  static final Procedure MKDIR = procedure(9, "MKDIR");
  static final Procedure SYMLINK = procedure(10, "SYMLINK");
  static final Procedure MKNOD = procedure(11, "MKNOD");
  static final Procedure REMOVE = procedure(12, "REMOVE");
  static final Procedure RMDIR = procedure(13, "RMDIR");
  static final Procedure RENAME = procedure(14, "RENAME");
  static final Procedure LINK = procedure(15, "LINK");
  static final Procedure READDIR = procedure(16, "READDIR");
  static final Procedure READDIRPLUS = procedure(17, "READDIRPLUS");
  static final Procedure FSSTAT = procedure(18, "FSSTAT");
  static final Procedure FSINFO = procedure(19, "FSINFO");
  static final Procedure PATHCONF = procedure(20, "PATHCONF");
  static final Procedure COMMIT = procedure(21, "COMMIT");

  /** NFS3_FHSIZE: longest handle, in bytes. */
  static final int MAX_HANDLE = 64;

  /** Longest target of a symbolic link: PATH_MAX of {@code linux/limits.h} without the NUL. */
  static final int MAX_TARGET = 4095;

  private Nfs3() {}

  private static Procedure procedure(int number, String name) {
    return new Procedure(PROGRAM, VERSION, number, name);
  }
}
