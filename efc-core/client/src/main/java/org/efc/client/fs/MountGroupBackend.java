// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.Limits;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.common.Errno;
import org.efc.common.Name;

/**
 * Shows every object as belonging to one group: CSI's volume_mount_group (csi.proto, MountVolume),
 * which Kubernetes' fsGroup becomes. So no recursive chown is needed.
 *
 * <p>An object that the storage has in another group is shown with the owner's rights for the
 * group, as if kubelet had walked over it. An object that is in the group already is shown with its
 * own mode: ssh-keygen, initdb and others check what they have set. A chmod stores what it asks
 * for, and the group with it, so that the mode is shown from then on.
 *
 * <p>The kernel checks rights by what is shown (default_permissions). The storage knows nothing of
 * the group, so calls of its members are made as root, and what they make is given to them: the
 * export must not squash root. Others are checked by the storage as always.
 */
public final class MountGroupBackend implements Backend {
  private static final int OWNER_BITS = 0700;
  private static final int SET_IDS = PosixMode.SET_USER_ID | PosixMode.SET_GROUP_ID;

  private final Backend backend;
  private final int group;

  /**
   * @param group numeric id of the group
   */
  public MountGroupBackend(Backend backend, int group) {
    this.backend = backend;
    this.group = group;
  }

  private boolean isMember(Caller caller) {
    return caller.gid() == group || caller.groups().contains(group);
  }

  private Caller as(Caller caller) {
    return isMember(caller) ? Caller.ROOT : caller;
  }

  /** What a member makes is the member's, though root makes it. */
  private AttributeChange owned(Caller caller, AttributeChange initial) {
    return isMember(caller)
        ? initial.withOwner(OptionalInt.of(caller.uid()), OptionalInt.of(group))
        : initial;
  }

  private int shownMode(Attributes real) {
    return real.gid() == group || real.type() == FileType.SYMLINK
        ? real.mode()
        : real.mode() | (real.mode() & OWNER_BITS) >> 3;
  }

  private Attributes shown(Attributes real) {
    if (real.gid() == group) {
      return real;
    }
    return new Attributes(
        real.type(),
        shownMode(real),
        real.links(),
        real.uid(),
        group,
        real.size(),
        real.used(),
        real.device(),
        real.fsid(),
        real.fileid(),
        real.atime(),
        real.mtime(),
        real.ctime());
  }

  private Entry shown(Entry real) {
    return new Entry(real.handle(), shown(real.attributes()));
  }

  private DirectoryPage shown(DirectoryPage real) {
    List<DirectoryEntry> entries =
        real.entries().stream()
            .map(
                one ->
                    new DirectoryEntry(
                        one.name(), one.fileid(), one.cookie(), one.entry().map(this::shown)))
            .toList();
    return new DirectoryPage(entries, real.verifier(), real.end());
  }

  /** How a result is shown. */
  private interface View<T> {
    T of(T real);
  }

  private static <T> Completion<T> through(View<T> view, Completion<T> completion) {
    return new Completion<>() {
      @Override
      public long transaction() {
        return completion.transaction();
      }

      @Override
      public void doubtful() {
        completion.doubtful();
      }

      @Override
      public void succeeded(T value) {
        completion.succeeded(view.of(value));
      }

      @Override
      public void failed(Errno errno) {
        completion.failed(errno);
      }
    };
  }

  private Completion<Attributes> attributes(Completion<Attributes> completion) {
    return through(this::shown, completion);
  }

  private Completion<Entry> entry(Completion<Entry> completion) {
    return through(this::shown, completion);
  }

  @Override
  public Handle root() {
    return backend.root();
  }

  @Override
  public Limits limits() {
    return backend.limits();
  }

  @Override
  public void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    backend.getattr(as(caller), object, attributes(completion));
  }

  @Override
  public void setattr(
      Caller caller, Handle object, AttributeChange change, Completion<Attributes> completion) {
    if (change.mode().isEmpty()) {
      backend.setattr(as(caller), object, change, attributes(completion));
    } else {
      storeMode(caller, object, change, completion);
    }
  }

  private void storeMode(
      Caller caller, Handle object, AttributeChange change, Completion<Attributes> completion) {
    Caller as = as(caller);
    backend.getattr(
        as,
        object,
        new Completion<>() {
          @Override
          public void succeeded(Attributes real) {
            int asked = change.mode().orElseThrow();
            int differs = asked ^ shownMode(real);
            boolean dropsSetIds =
                differs != 0 && (differs & ~SET_IDS) == 0 && (asked & differs) == 0;
            if (dropsSetIds) {
              // A write to a program does this too: it chooses nothing for the group.
              backend.setattr(
                  as, object, change.withMode(real.mode() & ~differs), attributes(completion));
            } else if (real.gid() == group || change.gid().isPresent() || as.uid() != 0) {
              backend.setattr(as, object, change, attributes(completion));
            } else {
              giveToGroup(as, object, change, completion);
            }
          }

          @Override
          public void failed(Errno errno) {
            completion.failed(errno);
          }
        });
  }

  /** The group first: a change of it clears set-user-ID and set-group-ID (chown(2)). */
  private void giveToGroup(
      Caller as, Handle object, AttributeChange change, Completion<Attributes> completion) {
    AttributeChange owner =
        AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(group));
    backend.setattr(
        as,
        object,
        owner,
        new Completion<>() {
          @Override
          public void succeeded(Attributes given) {
            backend.setattr(as, object, change, attributes(completion));
          }

          @Override
          public void failed(Errno errno) {
            completion.failed(errno);
          }
        });
  }

  @Override
  public void lookup(Caller caller, Handle directory, Name name, Completion<Entry> completion) {
    backend.lookup(as(caller), directory, name, entry(completion));
  }

  @Override
  public void access(Caller caller, Handle object, int mask, Completion<Integer> completion) {
    backend.access(as(caller), object, mask, completion);
  }

  @Override
  public void readlink(Caller caller, Handle link, Completion<byte[]> completion) {
    backend.readlink(as(caller), link, completion);
  }

  @Override
  public void read(
      Caller caller, Handle file, long offset, ByteBuffer destination, IoCompletion completion) {
    backend.read(as(caller), file, offset, destination, completion);
  }

  @Override
  public void write(
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer source,
      Stability stability,
      IoCompletion completion) {
    backend.write(as(caller), file, offset, source, stability, completion);
  }

  @Override
  public void commit(Caller caller, Handle file, Completion<Long> completion) {
    backend.commit(as(caller), file, completion);
  }

  @Override
  public void sync(Caller caller, Handle object, boolean dataOnly, Completion<Done> completion) {
    backend.sync(as(caller), object, dataOnly, completion);
  }

  @Override
  public boolean isOfThisMachine() {
    return backend.isOfThisMachine();
  }

  @Override
  public Optional<String> away() {
    return backend.away();
  }

  @Override
  public boolean remembers() {
    return backend.remembers();
  }

  @Override
  public void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Completion<Entry> completion) {
    backend.create(as(caller), directory, name, mode, owned(caller, initial), entry(completion));
  }

  @Override
  public void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Completion<Entry> completion) {
    backend.mkdir(as(caller), directory, name, owned(caller, initial), entry(completion));
  }

  @Override
  public void symlink(
      Caller caller,
      Handle directory,
      Name name,
      byte[] target,
      AttributeChange initial,
      Completion<Entry> completion) {
    backend.symlink(as(caller), directory, name, target, owned(caller, initial), entry(completion));
  }

  @Override
  public void mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial,
      Completion<Entry> completion) {
    backend.mknod(
        as(caller), directory, name, type, device, owned(caller, initial), entry(completion));
  }

  @Override
  public void remove(Caller caller, Handle directory, Name name, Completion<Done> completion) {
    backend.remove(as(caller), directory, name, completion);
  }

  @Override
  public void rmdir(Caller caller, Handle directory, Name name, Completion<Done> completion) {
    backend.rmdir(as(caller), directory, name, completion);
  }

  @Override
  public void rename(
      Caller caller,
      Handle fromDirectory,
      Name from,
      Handle toDirectory,
      Name to,
      Completion<Done> completion) {
    backend.rename(as(caller), fromDirectory, from, toDirectory, to, completion);
  }

  @Override
  public void link(
      Caller caller, Handle file, Handle directory, Name name, Completion<Attributes> completion) {
    backend.link(as(caller), file, directory, name, attributes(completion));
  }

  @Override
  public void readdir(
      Caller caller,
      Handle directory,
      DirectoryPosition position,
      int maxEntries,
      Completion<DirectoryPage> completion) {
    backend.readdir(as(caller), directory, position, maxEntries, through(this::shown, completion));
  }

  @Override
  public void statfs(Caller caller, Completion<SpaceUsage> completion) {
    backend.statfs(as(caller), completion);
  }

  @Override
  public void close() {
    backend.close();
  }
}
