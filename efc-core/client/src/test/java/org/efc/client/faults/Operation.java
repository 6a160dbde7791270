// SPDX-License-Identifier: Apache-2.0
package org.efc.client.faults;

import static org.efc.backend.nfs.server.Nfs3Call.COMMIT;
import static org.efc.backend.nfs.server.Nfs3Call.CREATE;
import static org.efc.backend.nfs.server.Nfs3Call.FSSTAT;
import static org.efc.backend.nfs.server.Nfs3Call.GETATTR;
import static org.efc.backend.nfs.server.Nfs3Call.LINK;
import static org.efc.backend.nfs.server.Nfs3Call.LOOKUP;
import static org.efc.backend.nfs.server.Nfs3Call.MKDIR;
import static org.efc.backend.nfs.server.Nfs3Call.MKNOD;
import static org.efc.backend.nfs.server.Nfs3Call.READ;
import static org.efc.backend.nfs.server.Nfs3Call.READDIRPLUS;
import static org.efc.backend.nfs.server.Nfs3Call.READLINK;
import static org.efc.backend.nfs.server.Nfs3Call.REMOVE;
import static org.efc.backend.nfs.server.Nfs3Call.RENAME;
import static org.efc.backend.nfs.server.Nfs3Call.RMDIR;
import static org.efc.backend.nfs.server.Nfs3Call.SETATTR;
import static org.efc.backend.nfs.server.Nfs3Call.SYMLINK;
import static org.efc.backend.nfs.server.Nfs3Call.WRITE;

import java.util.Locale;
import org.efc.backend.nfs.server.Call;
import org.efc.backend.nfs.server.Nfs3Call;

/** A system call, the procedure that does it, and what it gives when all is well. */
enum Operation {
  LOOKUP_(LOOKUP, "5000 numbered"),
  STAT(GETATTR, "5000 numbered"),
  OPEN(GETATTR, ""),
  READ_(READ, "5000 600000"),
  WRITE_(WRITE, "5000"),
  FSYNC(COMMIT, ""),
  CLOSE(COMMIT, ""),
  CREATE_(CREATE, ""),
  EXCL_CREATE(CREATE, ""),
  MKDIR_(MKDIR, ""),
  MKFIFO(MKNOD, ""),
  SYMLINK_(SYMLINK, ""),
  LINK_(LINK, ""),
  RENAME_(RENAME, ""),
  UNLINK(REMOVE, ""),
  RMDIR_(RMDIR, ""),
  READDIR(READDIRPLUS, Scene.MANY + " " + Scene.MANY_SUM),
  TRUNCATE(SETATTR, ""),
  CHMOD(SETATTR, ""),
  STATFS(FSSTAT, ""),
  READLINK_(READLINK, "f");

  private final Nfs3Call procedure;
  private final String value;

  Operation(Nfs3Call procedure, String value) {
    this.procedure = procedure;
    this.value = value;
  }

  /** Its name in the table, and to the application. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replaceAll("_$", "").replace('_', ' ');
  }

  /** What the application says when it succeeded. */
  String success() {
    return "ok " + value;
  }

  /** Whether it acts on a file that is open, so that the kernel can't look its name up again. */
  boolean isOnOpenFile() {
    return this == READ_ || this == WRITE_ || this == FSYNC || this == CLOSE;
  }

  /** Whether it needs a mount with {@code write=unstable}. */
  boolean isOfUnstableWrites() {
    return this == FSYNC || this == CLOSE;
  }

  /** Whether this call does it. */
  boolean isDoneBy(Call call) {
    return call.is(procedure) || (this == READDIR && call.is(Nfs3Call.READDIR));
  }
}
