// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.efc.backend.Backend;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.answer.Refusal;
import org.efc.client.caller.Callers;
import org.efc.client.caller.Interrupts;
import org.efc.client.caller.OwnerRetry;
import org.efc.client.caller.ServerRights;
import org.efc.client.caller.SetIdBits;
import org.efc.client.change.ChangeGuard;
import org.efc.client.change.ExactlyOnce;
import org.efc.client.change.MadeBefore;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.config.WriteMode;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.hidden.Removals;
import org.efc.client.hidden.Sweep;
import org.efc.client.quota.Quota;
import org.efc.client.state.FileHandles;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.state.OpenFile;
import org.efc.client.state.Unlinked;
import org.efc.client.validity.CloseToOpen;
import org.efc.client.validity.KernelCache;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Reclaim;
import org.efc.client.validity.Revalidation;
import org.efc.client.validity.SizeNotices;
import org.efc.client.validity.SizeRetry;
import org.efc.common.Errno;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
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
  private final SizeNotices sizes;
  private final Replies replies;
  private final HiddenFiles unlinked;
  private final StaleRoot staleRoot = new StaleRoot();
  private final LookupRequests lookups;
  private final GetattrRequests getting;
  private final SetattrRequests setting;
  private final CreationRequests creation;
  private final FileCreation fileCreation;
  private final LinkRequests linking;
  private final RemovalRequests removal;
  private final RenameRequests renaming;
  private final OpenFiles files;
  private final OpenRequests opening;
  private final ReadRequests reading;
  private final WriteRequests writing;
  private final WriteCalls writeCalls;
  private final SyncRequests durability;
  private final DirectoryRequests directories;
  private final SpaceRequests space;
  private final Interrupts interrupts = new Interrupts();
  private final Reclaim reclaim;
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
    ClientMetrics counters = new ClientMetrics(metrics);
    FileHandles<OpenFile> handles = new FileHandles<>(inodes.epoch());
    sizes = new SizeNotices(backend, notifications, options.closeToOpen());
    ServerRights rights =
        new ServerRights(
            backend,
            options.mountGroup().isEmpty(),
            stateDirectory.resolve("rights"),
            options.attributesValid(),
            System::nanoTime);
    unlinked = new HiddenFiles(backend, inodes, counters);
    reclaim = new Reclaim(inodes, options.maxInodes(), FailStop.HALT);
    replies = new Replies(inodes, unlinked, reclaim, sizes, rights, options);
    Callers callers = new Callers();
    ExactlyOnce once = new ExactlyOnce(backend, intents, faults, counters);
    ChangeGuard guard = new ChangeGuard(readOnly, quota);
    CloseToOpen validity = new CloseToOpen(inodes, revalidation, sizes);
    metrics.gauge("efc_inodes", "Inodes that the kernel knows", inodes::size);
    metrics.gauge("efc_open_files", "Open files of the kernel", inodes::openFiles);
    SetIdBits privileges = new SetIdBits(backend, callers);
    MadeBefore recreation = new MadeBefore(backend, once, counters);
    lookups =
        new LookupRequests(backend, inodes, callers, replies, staleRoot, options.absenceValid());
    Openers openers = new Openers(handles, callers, new OwnerRetry(backend, counters), validity);
    AttributesLook attributes =
        new AttributesLook(backend, rights, revalidation, staleRoot, replies);
    getting = new GetattrRequests(inodes, callers, revalidation, attributes);
    AttributesSet set = new AttributesSet(inodes, quota, privileges, replies);
    setting = new SetattrRequests(backend, inodes, openers, once, guard, set);
    Removals removals = new Removals();
    SizeRetry secondLook = new SizeRetry(System::nanoTime);
    files = new OpenFiles(inodes, handles, unlinked, validity, counters);
    NewNames newNames = new NewNames(guard, callers, inodes);
    LastNames lastNames = new LastNames(inodes, removals, unlinked, quota);
    CreationReplies made = new CreationReplies(quota, replies, files);
    fileCreation = new FileCreation(backend, once, recreation, newNames, made, secondLook);
    creation = new CreationRequests(backend, once, recreation, newNames, fileCreation, made);
    linking = new LinkRequests(backend, inodes, once, recreation, newNames, replies);
    removal = new RemovalRequests(backend, inodes, callers, once, guard, lastNames);
    renaming = new RenameRequests(backend, inodes, callers, once, guard, lastNames);
    OpenLook look = new OpenLook(backend, inodes, rights, sizes, secondLook, files);
    opening = new OpenRequests(callers, guard, removals, files, look, options.closeToOpen());
    reading = new ReadRequests(backend, inodes, openers, sizes, counters);
    Written written = new Written(backend, privileges, revalidation, quota, counters);
    writeCalls =
        new WriteCalls(backend, inodes, openers, once, sizes.writes(), written, options.writes());
    writing = new WriteRequests(backend, inodes, openers, once, guard, writeCalls);
    durability = new SyncRequests(backend, inodes, openers, counters);
    directories = new DirectoryRequests(backend, inodes, callers, replies);
    space = new SpaceRequests(backend, callers, quota);
  }

  /**
   * The storage was reached, in this process for the first time.
   *
   * @param rootFsid the storage's file system of the volume's root
   */
  public void reached(long rootFsid) {
    replies.rootFsid(rootFsid);
  }

  /** Where the kernel is told of changes: before the session begins. */
  public void notifies(KernelCache kernel) {
    sizes.by(kernel);
  }

  public StaleRoot staleRoot() {
    return staleRoot;
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
    writeCalls.defaultMode(mode);
  }

  /** Finds and removes what is left of files that were unlinked while open. */
  public Sweep unlinkedSweep() {
    return new Sweep(backend, inodes, unlinked);
  }

  @Override
  public void lookup(Request request, Lookup op) {
    guarded(request, asked -> lookups.lookup(asked, op));
  }

  @Override
  public void getattr(Request request, Getattr op) {
    guarded(request, asked -> getting.getattr(asked, op));
  }

  @Override
  public void setattr(Request request, Setattr op) {
    guarded(request, asked -> setting.setattr(asked, op));
  }

  @Override
  public void readlink(Request request, Readlink op) {
    guarded(request, asked -> lookups.readlink(asked, op));
  }

  @Override
  public void symlink(Request request, Symlink op) {
    guarded(request, asked -> creation.symlink(asked, op));
  }

  @Override
  public void mknod(Request request, Mknod op) {
    guarded(request, asked -> creation.mknod(asked, op));
  }

  @Override
  public void mkdir(Request request, Mkdir op) {
    guarded(request, asked -> creation.mkdir(asked, op));
  }

  @Override
  public void unlink(Request request, Unlink op) {
    guarded(request, asked -> removal.unlink(asked, op));
  }

  @Override
  public void rmdir(Request request, Rmdir op) {
    guarded(request, asked -> removal.rmdir(asked, op));
  }

  @Override
  public void rename(Request request, Rename op) {
    guarded(request, asked -> renaming.rename(asked, op));
  }

  @Override
  public void link(Request request, Link op) {
    guarded(request, asked -> linking.link(asked, op));
  }

  @Override
  public void open(Request request, Open op) {
    guarded(request, asked -> opening.open(asked, op));
  }

  @Override
  public void create(Request request, Create op) {
    guarded(request, asked -> fileCreation.create(asked, op));
  }

  @Override
  public void read(Request request, Read op) {
    guarded(request, asked -> reading.read(asked, op));
  }

  @Override
  public void write(Request request, Write op) {
    guarded(request, asked -> writing.write(asked, op));
  }

  @Override
  public void flush(Request request, Flush op) {
    guarded(request, asked -> durability.flush(asked, op));
  }

  @Override
  public void fsync(Request request, Fsync op) {
    guarded(request, asked -> durability.fsync(asked, op));
  }

  @Override
  public void release(Request request, Release op) {
    guarded(request, asked -> durability.beforeRelease(op, () -> files.release(asked, op)));
  }

  @Override
  public void opendir(Request request, Opendir op) {
    guarded(request, asked -> directories.opendir(asked, op));
  }

  @Override
  public void readdir(Request request, Readdir op) {
    guarded(request, asked -> directories.readdir(asked, op));
  }

  @Override
  public void readdirplus(Request request, Readdirplus op) {
    guarded(request, asked -> directories.readdirplus(asked, op));
  }

  @Override
  public void releasedir(Request request, Releasedir op) {
    guarded(request, asked -> directories.releasedir(asked, op));
  }

  @Override
  public void fsyncdir(Request request, Fsyncdir op) {
    guarded(request, asked -> durability.fsyncdir(asked, op));
  }

  @Override
  public void statfs(Request request, Statfs op) {
    guarded(request, asked -> space.statfs(asked, op));
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
    return reclaim;
  }

  @Override
  public void forget(long nodeid, long lookups) {
    inodes.forget(nodeid, lookups).ifPresent(this::gone);
  }

  private void gone(Unlinked inode) {
    unlinked.remove(inode);
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
