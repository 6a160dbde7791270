// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.Errno;
import org.efc.fuse.op.Access;
import org.efc.fuse.op.CopyFileRange;
import org.efc.fuse.op.Create;
import org.efc.fuse.op.Fallocate;
import org.efc.fuse.op.Flush;
import org.efc.fuse.op.Fsync;
import org.efc.fuse.op.Fsyncdir;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Getlk;
import org.efc.fuse.op.Getxattr;
import org.efc.fuse.op.Link;
import org.efc.fuse.op.Listxattr;
import org.efc.fuse.op.Lookup;
import org.efc.fuse.op.Lseek;
import org.efc.fuse.op.Mkdir;
import org.efc.fuse.op.Mknod;
import org.efc.fuse.op.Open;
import org.efc.fuse.op.Opendir;
import org.efc.fuse.op.Read;
import org.efc.fuse.op.Readdir;
import org.efc.fuse.op.Readdirplus;
import org.efc.fuse.op.Readlink;
import org.efc.fuse.op.Release;
import org.efc.fuse.op.Releasedir;
import org.efc.fuse.op.Removexattr;
import org.efc.fuse.op.Rename;
import org.efc.fuse.op.Rmdir;
import org.efc.fuse.op.Setattr;
import org.efc.fuse.op.Setlk;
import org.efc.fuse.op.Setxattr;
import org.efc.fuse.op.Statfs;
import org.efc.fuse.op.Symlink;
import org.efc.fuse.op.Unlink;
import org.efc.fuse.op.Write;

/**
 * Refuses every request with ENOSYS; extend it and override what is served.
 *
 * <p>The kernel remembers ENOSYS for the life of the mount, whoever serves it then, for these:
 *
 * <ul>
 *   <li>as success: OPEN and OPENDIR (no handle, caches kept), FLUSH, FSYNC, FSYNCDIR, ACCESS,
 *       RELEASE of what was opened so
 *   <li>as EOPNOTSUPP: GETXATTR, SETXATTR, LISTXATTR, REMOVEXATTR, FALLOCATE, TMPFILE
 *   <li>by doing it another way: CREATE (MKNOD and OPEN), RENAME2 (EINVAL for flags), LSEEK (all is
 *       data), COPY_FILE_RANGE (reads and writes), STATX (GETATTR), POLL (always ready), INTERRUPT
 *       (not sent any more), BMAP
 * </ul>
 *
 * <p>So a method that is missing can't be added under a mount that exists. READDIRPLUS is not among
 * them: who negotiates DO_READDIRPLUS must serve it.
 */
public class UnsupportedFileSystem implements FileSystem {
  @Override
  public RequestContext newContext() {
    return RequestContext.NONE;
  }

  @Override
  public void lookup(Request request, Lookup op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void getattr(Request request, Getattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void setattr(Request request, Setattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void readlink(Request request, Readlink op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void symlink(Request request, Symlink op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void mknod(Request request, Mknod op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void mkdir(Request request, Mkdir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void unlink(Request request, Unlink op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void rmdir(Request request, Rmdir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void rename(Request request, Rename op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void link(Request request, Link op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void open(Request request, Open op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void read(Request request, Read op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void write(Request request, Write op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void statfs(Request request, Statfs op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void release(Request request, Release op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void fsync(Request request, Fsync op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void setxattr(Request request, Setxattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void getxattr(Request request, Getxattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void listxattr(Request request, Listxattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void removexattr(Request request, Removexattr op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void flush(Request request, Flush op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void opendir(Request request, Opendir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void readdir(Request request, Readdir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void readdirplus(Request request, Readdirplus op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void releasedir(Request request, Releasedir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void fsyncdir(Request request, Fsyncdir op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void access(Request request, Access op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void getlk(Request request, Getlk op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void setlk(Request request, Setlk op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void create(Request request, Create op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void fallocate(Request request, Fallocate op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void lseek(Request request, Lseek op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void copyFileRange(Request request, CopyFileRange op) {
    request.error(request.ticket(), Errno.ENOSYS);
  }

  @Override
  public void forget(long nodeid, long lookups) {
    // Nothing was ever looked up.
  }

  @Override
  public void interrupted(Interruption interruption) {
    // Nothing is in flight for long.
  }
}
