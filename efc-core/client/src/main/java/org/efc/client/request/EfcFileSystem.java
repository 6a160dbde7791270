// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.Interrupts;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.config.WriteMode;
import org.efc.client.hidden.Sweep;
import org.efc.client.quota.Quota;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.state.Unlinked;
import org.efc.client.validity.KernelCache;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Reclaim;
import org.efc.client.validity.Revalidation;
import org.efc.common.Errno;
import org.efc.common.metrics.Metrics;
import org.efc.fuse.Executions;
import org.efc.fuse.Interruption;
import org.efc.fuse.PendingRequest;
import org.efc.fuse.Request;
import org.efc.fuse.UnsupportedFileSystem;
import org.efc.fuse.op.Create;
import org.efc.fuse.op.Fallocate;
import org.efc.fuse.op.Flush;
import org.efc.fuse.op.Fsync;
import org.efc.fuse.op.Fsyncdir;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Getlk;
import org.efc.fuse.op.Link;
import org.efc.fuse.op.Lookup;
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
import org.efc.fuse.op.Rename;
import org.efc.fuse.op.Rmdir;
import org.efc.fuse.op.Setattr;
import org.efc.fuse.op.Setlk;
import org.efc.fuse.op.Statfs;
import org.efc.fuse.op.Symlink;
import org.efc.fuse.op.Unlink;
import org.efc.fuse.op.Write;

/**
 * The file system of a volume: each request goes to the class of its subject. The mount is to have
 * default_permissions: the kernel checks modes, and the storage checks again.
 *
 * <p>What is not overridden here is answered ENOSYS, which the kernel remembers for the mount:
 *
 * <ul>
 *   <li>GETXATTR, LISTXATTR, SETXATTR, REMOVEXATTR: NFSv3 has no extended attributes. Callers get
 *       EOPNOTSUPP without asking us again, which spares a round trip for each file of {@code ls
 *       -l}
 *   <li>ACCESS: never sent with default_permissions
 *   <li>LSEEK: the kernel takes the whole file for data, as lseek(2) allows
 *   <li>COPY_FILE_RANGE: the kernel copies by reading and writing
 *   <li>POLL, IOCTL, TMPFILE: see {@link org.efc.fuse.op.Opcode}
 * </ul>
 */
public final class EfcFileSystem extends UnsupportedFileSystem {
  private final Backend backend;
  private final InodeTable inodes;
  private final Subjects subjects;
  private final Interrupts interrupts = new Interrupts();
  private Executions executions = Executions.NONE;

  /**
   * @param faults where the process may be made to kill itself
   * @param stateDirectory for what the next process must know
   * @param readOnly refuses every change with EROFS
   * @param revalidation to be connected with the notifier of the session
   * @param notifications has threads that notify the kernel; see {@link #notifies}
   */
  public EfcFileSystem(
      Backend backend,
      InodeTable inodes,
      IntentRing intents,
      FaultPoints faults,
      Quota quota,
      Revalidation revalidation,
      KernelNotifications notifications,
      VolumeOptions options,
      Path stateDirectory,
      boolean readOnly,
      Metrics metrics) {
    this.backend = backend;
    this.inodes = inodes;
    subjects =
        new Subjects(
            backend,
            inodes,
            intents,
            faults,
            quota,
            revalidation,
            notifications,
            options,
            stateDirectory,
            readOnly,
            metrics);
    metrics.gauge("efc_inodes", "Inodes that the kernel knows", inodes::size);
    metrics.gauge("efc_open_files", "Open files of the kernel", inodes::openFiles);
  }

  /**
   * The storage was reached, in this process for the first time.
   *
   * @param rootFsid the storage's file system of the volume's root
   */
  public void reached(long rootFsid) {
    subjects.replies.rootFsid(rootFsid);
  }

  /** Where the kernel is told of changes: before the session begins. */
  public void notifies(KernelCache kernel) {
    subjects.sizes.by(kernel);
  }

  public StaleRoot staleRoot() {
    return subjects.staleRoot;
  }

  /** What is told which threads run code of requests: before the session is made. */
  public void tells(Executions of) {
    executions = of;
  }

  @Override
  public Executions executions() {
    return executions;
  }

  /** How written data is kept, unless the options say. */
  public void defaultWriteMode(WriteMode mode) {
    subjects.writeCalls.defaultMode(mode);
  }

  /** Finds and removes what is left of files that were unlinked while open. */
  public Sweep unlinkedSweep() {
    return new Sweep(backend, inodes, subjects.unlinked);
  }

  @Override
  public void lookup(Request request, Lookup op) {
    guarded(request, asked -> subjects.lookups.lookup(asked, op));
  }

  @Override
  public void getattr(Request request, Getattr op) {
    guarded(request, asked -> subjects.getting.getattr(asked, op));
  }

  @Override
  public void setattr(Request request, Setattr op) {
    guarded(request, asked -> subjects.setting.setattr(asked, op));
  }

  @Override
  public void readlink(Request request, Readlink op) {
    guarded(request, asked -> subjects.lookups.readlink(asked, op));
  }

  @Override
  public void symlink(Request request, Symlink op) {
    guarded(request, asked -> subjects.creation.symlink(asked, op));
  }

  @Override
  public void mknod(Request request, Mknod op) {
    guarded(request, asked -> subjects.creation.mknod(asked, op));
  }

  @Override
  public void mkdir(Request request, Mkdir op) {
    guarded(request, asked -> subjects.creation.mkdir(asked, op));
  }

  @Override
  public void unlink(Request request, Unlink op) {
    guarded(request, asked -> subjects.removal.unlink(asked, op));
  }

  @Override
  public void rmdir(Request request, Rmdir op) {
    guarded(request, asked -> subjects.removal.rmdir(asked, op));
  }

  @Override
  public void rename(Request request, Rename op) {
    guarded(request, asked -> subjects.renaming.rename(asked, op));
  }

  @Override
  public void link(Request request, Link op) {
    guarded(request, asked -> subjects.linking.link(asked, op));
  }

  @Override
  public void open(Request request, Open op) {
    guarded(request, asked -> subjects.opening.open(asked, op));
  }

  @Override
  public void create(Request request, Create op) {
    guarded(request, asked -> subjects.fileCreation.create(asked, op));
  }

  @Override
  public void read(Request request, Read op) {
    guarded(request, asked -> subjects.reading.read(asked, op));
  }

  @Override
  public void write(Request request, Write op) {
    guarded(request, asked -> subjects.writing.write(asked, op));
  }

  @Override
  public void flush(Request request, Flush op) {
    guarded(request, asked -> subjects.durability.flush(asked, op));
  }

  @Override
  public void fsync(Request request, Fsync op) {
    guarded(request, asked -> subjects.durability.fsync(asked, op));
  }

  @Override
  public void release(Request request, Release op) {
    guarded(
        request,
        asked -> subjects.durability.beforeRelease(op, () -> subjects.files.release(asked, op)));
  }

  @Override
  public void opendir(Request request, Opendir op) {
    guarded(request, asked -> subjects.directories.opendir(asked, op));
  }

  @Override
  public void readdir(Request request, Readdir op) {
    guarded(request, asked -> subjects.directories.readdir(asked, op));
  }

  @Override
  public void readdirplus(Request request, Readdirplus op) {
    guarded(request, asked -> subjects.directories.readdirplus(asked, op));
  }

  @Override
  public void releasedir(Request request, Releasedir op) {
    guarded(request, asked -> subjects.directories.releasedir(asked, op));
  }

  @Override
  public void fsyncdir(Request request, Fsyncdir op) {
    guarded(request, asked -> subjects.durability.fsyncdir(asked, op));
  }

  @Override
  public void statfs(Request request, Statfs op) {
    guarded(request, asked -> subjects.space.statfs(asked, op));
  }

  /**
   * Only where locks are refused ({@code lock=none}): else they stay with the kernel. ENOLCK is
   * what fcntl(2) and flock(2) know for it, and what the kernel's NFS client says of a server
   * without a lock manager. It follows from what the mount negotiated and not from the options of
   * this process, which may be others than those the mount was made with.
   */
  @Override
  public void getlk(Request request, Getlk op) {
    request.error(request.ticket(), Errno.ENOLCK);
  }

  /** As {@link #getlk}; there is nothing to unlock, so that succeeds. */
  @Override
  public void setlk(Request request, Setlk op) {
    if (op.unlocks()) {
      request.ok(request.ticket());
    } else {
      request.error(request.ticket(), Errno.ENOLCK);
    }
  }

  /**
   * NFSv3 can't allocate. Not ENOSYS, which the kernel would remember: a later version on the same
   * mount may serve a storage that can.
   */
  @Override
  public void fallocate(Request request, Fallocate op) {
    request.error(request.ticket(), Errno.EOPNOTSUPP);
  }

  /** Makes room in the table of inodes; to be connected with the notifier of the session. */
  public Reclaim reclaim() {
    return subjects.reclaim;
  }

  @Override
  public void forget(long nodeid, long lookups) {
    inodes.forget(nodeid, lookups).ifPresent(this::gone);
  }

  private void gone(Unlinked inode) {
    subjects.unlinked.remove(inode);
  }

  @Override
  public void interrupted(Interruption interruption) {
    interrupts.interrupted(interruption);
  }

  /** A request that is refused before the storage was asked. */
  private static void guarded(Request request, Consumer<PendingRequest> processing) {
    PendingRequest asked = request.pending();
    try {
      processing.accept(asked);
    } catch (RuntimeException e) {
      asked.error(Refusal.errno(e));
    }
  }
}
