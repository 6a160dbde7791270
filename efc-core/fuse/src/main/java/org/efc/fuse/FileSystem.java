// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

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
 * A file system as the kernel sees it: one method a request. What a request means, and how it is to
 * be answered, says the class of its operation.
 *
 * <p>Each method is called on a reader thread, many at once, and each request is answered exactly
 * once, before the method returns or later: see {@link Request}. A method that blocks keeps a
 * reader from reading. One that throws a RuntimeException gets its request answered EIO, and the
 * request's memory is given up, since nobody knows who still uses it. An Error ends the session.
 *
 * <p>No method may send a notification ({@link Notifier}), nor touch a file of its own mount: the
 * kernel may hold the locks for it until the request is answered.
 */
public interface FileSystem {
  /** What is kept with a request object that is made just now; see {@link Request#context}. */
  RequestContext newContext();

  /** What is told which threads run code of requests; asked for when a session is made. */
  default Executions executions() {
    return Executions.NONE;
  }

  void lookup(Request request, Lookup op);

  void getattr(Request request, Getattr op);

  void setattr(Request request, Setattr op);

  void readlink(Request request, Readlink op);

  void symlink(Request request, Symlink op);

  void mknod(Request request, Mknod op);

  void mkdir(Request request, Mkdir op);

  void unlink(Request request, Unlink op);

  void rmdir(Request request, Rmdir op);

  void rename(Request request, Rename op);

  void link(Request request, Link op);

  void open(Request request, Open op);

  void read(Request request, Read op);

  void write(Request request, Write op);

  void statfs(Request request, Statfs op);

  void release(Request request, Release op);

  void fsync(Request request, Fsync op);

  void setxattr(Request request, Setxattr op);

  void getxattr(Request request, Getxattr op);

  void listxattr(Request request, Listxattr op);

  void removexattr(Request request, Removexattr op);

  void flush(Request request, Flush op);

  void opendir(Request request, Opendir op);

  void readdir(Request request, Readdir op);

  void readdirplus(Request request, Readdirplus op);

  void releasedir(Request request, Releasedir op);

  void fsyncdir(Request request, Fsyncdir op);

  void access(Request request, Access op);

  void getlk(Request request, Getlk op);

  /** SETLK and SETLKW; the latter waits: it may be answered much later, or be interrupted. */
  void setlk(Request request, Setlk op);

  void create(Request request, Create op);

  void fallocate(Request request, Fallocate op);

  void lseek(Request request, Lseek op);

  void copyFileRange(Request request, CopyFileRange op);

  /**
   * The kernel drops an object: takes {@code lookups} off its lookup count. From FORGET and from
   * BATCH_FORGET. There is no answer; node ids that are not known are to be ignored, since FORGETs
   * get lost when a process is killed.
   */
  void forget(long nodeid, long lookups);

  /**
   * The caller of a request in flight got a signal. A file system that can't or won't stop does
   * nothing: then the caller waits for the answer.
   */
  void interrupted(Interruption interruption);
}
