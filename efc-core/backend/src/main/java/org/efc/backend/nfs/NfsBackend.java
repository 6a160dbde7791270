// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.Limits;
import org.efc.backend.NameRule;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.ServerNotes;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Traits;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.source.Source;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * A directory on an NFSv3 server (RFC 1813).
 *
 * <p>Beside what {@link Backend} says: times reach from 1970 to 2106, others become the nearest. A
 * repeated exclusive creation finds its own file only until the first one's attributes are set
 * ({@link Creation}). {@code readdir} fails with EINVAL when the server does not know a position
 * any more, and with ELOOP when a cookie leads back to the start ({@link Listing}).
 */
public final class NfsBackend implements Backend {
  private static final int ACCESS_READ = 0x01;
  private static final int ACCESS_LOOKUP = 0x02;
  private static final int ACCESS_MODIFY = 0x04;
  private static final int ACCESS_EXTEND = 0x08;
  private static final int ACCESS_EXECUTE = 0x20;
  private static final int R_OK = 4;
  private static final int W_OK = 2;
  private static final int X_OK = 1;

  private final Mounted mounted;
  private final Procedures procedures;
  private final AtomicBoolean withoutReaddirPlus = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();

  NfsBackend(Mounted mounted) {
    this.mounted = mounted;
    this.procedures = mounted.procedures();
  }

  /**
   * Mounts a directory: resolves the host, asks the MOUNT program for the handle of the longest
   * exported part of the path, walks the rest, asks for limits.
   *
   * @param deadline for all of it
   * @throws org.efc.backend.BackendException naming host, port and path; EHOSTUNREACH,
   *     ECONNREFUSED, ENOENT, EACCES, ENOTDIR, ESTALE, ETIMEDOUT, or EIO if what answers is no NFS
   *     server
   */
  public static NfsBackend open(Source.Nfs source, Duration deadline) {
    return open(source, deadline, ServerNotes.FORGOTTEN);
  }

  /** The same after an earlier process, from its ports. */
  public static NfsBackend open(Source.Nfs source, Duration deadline, ServerNotes notes) {
    return new NfsBackend(NfsMount.mount(source, Deadline.in(deadline), notes));
  }

  /**
   * Servers have a duplicate request cache (RFC 1813 4.5), which knows us by our ports. That one
   * has begun anew is said to {@link ServerNotes#forgotten}.
   */
  @Override
  public boolean replaysAnswers() {
    return procedures.client().hasPortsOfBefore();
  }

  @Override
  public OptionalInt underWay() {
    return OptionalInt.of(procedures.client().underWay());
  }

  @Override
  public Optional<String> outage() {
    return procedures.client().away();
  }

  @Override
  public Handle root() {
    return mounted.root();
  }

  @Override
  public long rootFsid() {
    return mounted.fsid();
  }

  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  public Limits limits() {
    return mounted.sizes().limits();
  }

  @Override
  public void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    procedures.getattr(caller, object, completion);
  }

  @Override
  public void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    if (wanted.size().isPresent() && wanted.size().getAsLong() < 0) {
      completion.failed(Errno.EINVAL);
    } else {
      new AttributesChange(procedures, caller, object).run(wanted, change, completion);
    }
  }

  @Override
  public void lookup(Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    if (name.isDotDot() && directory.equals(root())) {
      completion.failed(Errno.EINVAL);
    } else if (name.isDot() || name.isDotDot() || isGood(name, completion)) {
      procedures.lookup(caller, directory, name, entry(caller, directory, name, completion));
    }
  }

  @Override
  public void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    int wanted =
        ((mask & R_OK) != 0 ? ACCESS_READ : 0)
            | ((mask & W_OK) != 0 ? ACCESS_MODIFY | ACCESS_EXTEND : 0)
            | ((mask & X_OK) != 0 ? ACCESS_LOOKUP | ACCESS_EXECUTE : 0);
    procedures.access(
        caller,
        object,
        wanted,
        new Then<>(completion, granted -> completion.succeeded(rights(granted) & mask)));
  }

  /** LOOKUP is there for directories and EXECUTE for all others: one of the two means X_OK. */
  private static int rights(int granted) {
    int write = ACCESS_MODIFY | ACCESS_EXTEND;
    return ((granted & ACCESS_READ) != 0 ? R_OK : 0)
        | ((granted & write) == write ? W_OK : 0)
        | ((granted & (ACCESS_LOOKUP | ACCESS_EXECUTE)) != 0 ? X_OK : 0);
  }

  @Override
  public void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    procedures.readlink(caller, link, completion);
  }

  @Override
  public ReadCall reading(ReadEnd end) {
    return new ReadTransfer(procedures.client(), mounted.sizes().read(), end);
  }

  @Override
  public WriteCall writing(WriteEnd end) {
    return new WriteTransfer(procedures, mounted.sizes().write(), end);
  }

  @Override
  public AttributesCall asking(AttributesEnd end) {
    return new AttributesLook(procedures.client(), end);
  }

  @Override
  public void commit(Caller caller, Handle file, Completion<Long> completion) {
    procedures.commit(caller, file, completion);
  }

  @Override
  public void sync(Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    completion.succeeded(Done.DONE);
  }

  @Override
  public void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (isGood(name, completion)) {
      new Creation(procedures, caller, directory, name, initial, change, completion).run(mode);
    }
  }

  @Override
  public void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (isGood(name, completion)) {
      procedures.mkdir(
          caller, directory, name, initial, change, entry(caller, directory, name, completion));
    }
  }

  @Override
  public void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (target.length == 0) {
      completion.failed(Errno.ENOENT); // symlink(2)
    } else if (target.length > Nfs3.MAX_TARGET) {
      completion.failed(Errno.ENAMETOOLONG);
    } else if (isGood(name, completion)) {
      procedures.symlink(
          caller,
          directory,
          name,
          target,
          initial,
          change,
          entry(caller, directory, name, completion));
    }
  }

  @Override
  public void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    switch (type) {
      case REGULAR, DIRECTORY, SYMLINK -> completion.failed(Errno.EINVAL);
      case FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> {
        if (isGood(name, completion)) {
          procedures.mknod(
              caller,
              directory,
              name,
              type,
              device,
              initial,
              change,
              entry(caller, directory, name, completion));
        }
      }
    }
  }

  @Override
  public void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    remove(Nfs3.REMOVE, caller, directory, name, change, completion);
  }

  @Override
  public void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    remove(Nfs3.RMDIR, caller, directory, name, change, completion);
  }

  private void remove(
      Procedure procedure,
      Caller caller,
      Handle directory,
      Name name,
      Change change,
      Completion<Done> completion) {
    if (isGood(name, completion)) {
      procedures.remove(procedure, caller, directory, name, change, completion);
    }
  }

  @Override
  public void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion) {
    if (isGood(from, completion) && isGood(to, completion)) {
      procedures.rename(caller, fromDirectory, from, toDirectory, to, change, completion);
    }
  }

  @Override
  public void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
    if (isGood(name, completion)) {
      AttributesChange after = new AttributesChange(procedures, caller, file);
      procedures.link(
          caller, file, directory, name, change, new Then<>(completion, after.orAsk(completion)));
    }
  }

  @Override
  public void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    Listing.submit(
        new Listing.Request(
            procedures, caller, directory, maxEntries, withoutReaddirPlus, completion),
        position);
  }

  @Override
  public void statfs(Caller caller, Completion<SpaceUsage> completion) {
    procedures.fsstat(caller, root(), completion);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      procedures.client().close();
      mounted.unmount();
    }
  }

  private EntryCompletion entry(
      Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    return new EntryCompletion(procedures, caller, directory, name, completion);
  }

  /** Fails the call for a name that no object can have. */
  private static boolean isGood(Name name, Completion<?> completion) {
    Optional<Errno> refusal = NameRule.refusal(name);
    refusal.ifPresent(completion::failed);
    return refusal.isEmpty();
  }
}
