// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import java.util.Optional;
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
import org.efc.backend.ForwardingBackend;
import org.efc.backend.Handle;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.SpaceUsage;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.common.Errno;
import org.efc.common.Name;

/** A backend before and after whose calls a test does something. */
public abstract class InterceptedBackend extends ForwardingBackend {
  /** The calls that end in a completion. */
  public enum Call {
    GETATTR,
    SETATTR,
    LOOKUP,
    ACCESS,
    READLINK,
    COMMIT,
    SYNC,
    CREATE,
    MKDIR,
    SYMLINK,
    MKNOD,
    REMOVE,
    RMDIR,
    RENAME,
    LINK,
    READDIR,
    STATFS,
    READ,
    WRITE
  }

  protected InterceptedBackend(Backend backend) {
    super(backend);
  }

  /**
   * Runs on the thread of a call, before the call is made.
   *
   * @return the errno with which the call fails instead of being made; empty to make the call
   */
  protected Optional<Errno> before(Call call) {
    return Optional.empty();
  }

  /** On whose behalf a call is made instead of {@code caller}. */
  protected Caller caller(Caller caller) {
    return caller;
  }

  /** What gets the end of a call instead of {@code completion}. */
  protected <T> Completion<T> end(Call call, Completion<T> completion) {
    return completion;
  }

  /** The same for READ, each time that the call is sent. */
  protected ReadEnd end(Call call, ReadEnd end) {
    return end;
  }

  /** The same for WRITE. */
  protected WriteEnd end(Call call, WriteEnd end) {
    return end;
  }

  /** The same for a GETATTR by {@link Backend#asking}. */
  protected AttributesEnd end(Call call, AttributesEnd end) {
    return end;
  }

  private boolean reaches(Call call, Completion<?> completion) {
    Optional<Errno> refusal = before(call);
    refusal.ifPresent(completion::failed);
    return refusal.isEmpty();
  }

  @Override
  public final ReadCall reading(ReadEnd end) {
    return (caller, file, offset, address, length) -> {
      Optional<Errno> refusal = before(Call.READ);
      if (refusal.isPresent()) {
        end.failed(refusal.get());
      } else {
        backend.reading(end(Call.READ, end)).send(caller(caller), file, offset, address, length);
      }
    };
  }

  @Override
  public final WriteCall writing(WriteEnd end) {
    return (caller, file, offset, address, length, stability, change) -> {
      Optional<Errno> refusal = before(Call.WRITE);
      if (refusal.isPresent()) {
        end.failed(refusal.get());
      } else {
        backend
            .writing(end(Call.WRITE, end))
            .send(caller(caller), file, offset, address, length, stability, change);
      }
    };
  }

  @Override
  public final AttributesCall asking(AttributesEnd end) {
    return (caller, object) -> {
      Optional<Errno> refusal = before(Call.GETATTR);
      if (refusal.isPresent()) {
        end.failed(refusal.get());
      } else {
        backend.asking(end(Call.GETATTR, end)).send(caller(caller), object);
      }
    };
  }

  @Override
  public final void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    if (reaches(Call.GETATTR, completion)) {
      backend.getattr(caller(caller), object, end(Call.GETATTR, completion));
    }
  }

  @Override
  public final void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    if (reaches(Call.SETATTR, completion)) {
      backend.setattr(caller(caller), object, wanted, change, end(Call.SETATTR, completion));
    }
  }

  @Override
  public final void lookup(
      Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    if (reaches(Call.LOOKUP, completion)) {
      backend.lookup(caller(caller), directory, name, end(Call.LOOKUP, completion));
    }
  }

  @Override
  public final void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    if (reaches(Call.ACCESS, completion)) {
      backend.access(caller(caller), object, mask, end(Call.ACCESS, completion));
    }
  }

  @Override
  public final void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    if (reaches(Call.READLINK, completion)) {
      backend.readlink(caller(caller), link, end(Call.READLINK, completion));
    }
  }

  @Override
  public final void commit(Caller caller, Handle file, Completion<Long> completion) {
    if (reaches(Call.COMMIT, completion)) {
      backend.commit(caller(caller), file, end(Call.COMMIT, completion));
    }
  }

  @Override
  public final void sync(
      Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    if (reaches(Call.SYNC, completion)) {
      backend.sync(caller(caller), object, dataOnly, end(Call.SYNC, completion));
    }
  }

  @Override
  public final void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (reaches(Call.CREATE, completion)) {
      backend.create(
          caller(caller), directory, name, mode, initial, change, end(Call.CREATE, completion));
    }
  }

  @Override
  public final void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (reaches(Call.MKDIR, completion)) {
      backend.mkdir(caller(caller), directory, name, initial, change, end(Call.MKDIR, completion));
    }
  }

  @Override
  public final void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (reaches(Call.SYMLINK, completion)) {
      backend.symlink(
          caller(caller), directory, name, target, initial, change, end(Call.SYMLINK, completion));
    }
  }

  @Override
  public final void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    if (reaches(Call.MKNOD, completion)) {
      backend.mknod(
          caller(caller),
          directory,
          name,
          type,
          device,
          initial,
          change,
          end(Call.MKNOD, completion));
    }
  }

  @Override
  public final void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    if (reaches(Call.REMOVE, completion)) {
      backend.remove(caller(caller), directory, name, change, end(Call.REMOVE, completion));
    }
  }

  @Override
  public final void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    if (reaches(Call.RMDIR, completion)) {
      backend.rmdir(caller(caller), directory, name, change, end(Call.RMDIR, completion));
    }
  }

  @Override
  public final void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Change change,
      Completion<Done> completion) {
    if (reaches(Call.RENAME, completion)) {
      backend.rename(
          caller(caller),
          fromDirectory,
          from,
          toDirectory,
          to,
          change,
          end(Call.RENAME, completion));
    }
  }

  @Override
  public final void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
    if (reaches(Call.LINK, completion)) {
      backend.link(caller(caller), file, directory, name, change, end(Call.LINK, completion));
    }
  }

  @Override
  public final void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    if (reaches(Call.READDIR, completion)) {
      backend.readdir(
          caller(caller), directory, position, maxEntries, end(Call.READDIR, completion));
    }
  }

  @Override
  public final void statfs(Caller caller, Completion<SpaceUsage> completion) {
    if (reaches(Call.STATFS, completion)) {
      backend.statfs(caller(caller), end(Call.STATFS, completion));
    }
  }
}
