// SPDX-License-Identifier: Apache-2.0
package org.efc.client.storage;

import java.util.List;
import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.ForwardingBackend;
import org.efc.backend.Handle;
import org.efc.backend.HandleBuffer;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
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
public final class MountGroupBackend extends ForwardingBackend {
  private static final int OWNER_BITS = 0700;

  /** S_ISUID and S_ISGID of inode(7). */
  private static final int SET_IDS = 06000;

  private final int group;

  /** The group as an object: a look for it in a list must not make one. */
  private final Integer groupObject;

  /**
   * @param group numeric id of the group
   */
  public MountGroupBackend(Backend backend, int group) {
    super(backend);
    this.group = group;
    this.groupObject = group;
  }

  private boolean isMember(Caller caller) {
    return caller.gid() == group || caller.groups().contains(groupObject);
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

  private int shownMode(FileType type, int gid, int mode) {
    return gid == group || type == FileType.SYMLINK ? mode : mode | (mode & OWNER_BITS) >> 3;
  }

  private Attributes shown(Attributes real) {
    if (real.gid() == group) {
      return real;
    }
    return new Attributes(
        real.type(),
        shownMode(real.type(), real.gid(), real.mode()),
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
  public void getattr(Caller caller, Handle object, Completion<Attributes> completion) {
    backend.getattr(as(caller), object, attributes(completion));
  }

  @Override
  public void setattr(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    if (wanted.mode().isEmpty()) {
      backend.setattr(as(caller), object, wanted, change, attributes(completion));
    } else {
      storeMode(caller, object, wanted, change, completion);
    }
  }

  private void storeMode(
      Caller caller,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    Caller as = as(caller);
    backend.getattr(
        as,
        object,
        new Completion<>() {
          @Override
          public void succeeded(Attributes real) {
            int asked = wanted.mode().orElseThrow();
            int differs = asked ^ shownMode(real.type(), real.gid(), real.mode());
            boolean dropsSetIds =
                differs != 0 && (differs & ~SET_IDS) == 0 && (asked & differs) == 0;
            if (dropsSetIds) {
              // A write to a program does this too: it chooses nothing for the group.
              backend.setattr(
                  as,
                  object,
                  wanted.withMode(real.mode() & ~differs),
                  change,
                  attributes(completion));
            } else if (real.gid() == group || wanted.gid().isPresent() || as.uid() != 0) {
              backend.setattr(as, object, wanted, change, attributes(completion));
            } else {
              giveToGroup(as, object, wanted, change, completion);
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
      Caller as,
      Handle object,
      AttributeChange wanted,
      Change change,
      Completion<Attributes> completion) {
    AttributeChange owner =
        AttributeChange.NONE.withOwner(OptionalInt.empty(), OptionalInt.of(group));
    backend.setattr(
        as,
        object,
        owner,
        Change.REPEATABLE,
        new Completion<>() {
          @Override
          public void succeeded(Attributes given) {
            backend.setattr(as, object, wanted, change, attributes(completion));
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
  public ReadCall reading(ReadEnd end) {
    return new ShownRead(end);
  }

  @Override
  public WriteCall writing(WriteEnd end) {
    return new MembersWrite(backend.writing(end));
  }

  @Override
  public AttributesCall asking(AttributesEnd end) {
    return new ShownLook(end);
  }

  private void show(AttributesBuffer real) {
    real.mode = shownMode(real.type, real.gid, real.mode);
    real.gid = group;
  }

  private final class ShownRead implements ReadCall, ReadEnd {
    private final ReadEnd end;
    private final ReadCall call;

    ShownRead(ReadEnd end) {
      this.end = end;
      this.call = backend.reading(this);
    }

    @Override
    public void send(Caller caller, HandleBuffer file, long offset, long address, int length) {
      call.send(as(caller), file, offset, address, length);
    }

    @Override
    public void done(int count, boolean atEnd, AttributesBuffer after) {
      show(after);
      end.done(count, atEnd, after);
    }

    @Override
    public void failed(Errno errno) {
      end.failed(errno);
    }
  }

  private final class MembersWrite implements WriteCall {
    private final WriteCall call;

    MembersWrite(WriteCall call) {
      this.call = call;
    }

    @Override
    public void send(
        Caller caller,
        HandleBuffer file,
        long offset,
        long address,
        int length,
        Stability stability,
        Change change) {
      call.send(as(caller), file, offset, address, length, stability, change);
    }
  }

  private final class ShownLook implements AttributesCall, AttributesEnd {
    private final AttributesEnd end;
    private final AttributesCall call;

    ShownLook(AttributesEnd end) {
      this.end = end;
      this.call = backend.asking(this);
    }

    @Override
    public void send(Caller caller, HandleBuffer object) {
      call.send(as(caller), object);
    }

    @Override
    public void done(AttributesBuffer attributes) {
      show(attributes);
      end.done(attributes);
    }

    @Override
    public void failed(Errno errno) {
      end.failed(errno);
    }
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
  public void create(
      Caller caller,
      Handle directory,
      Name name,
      CreateMode mode,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.create(
        as(caller), directory, name, mode, owned(caller, initial), change, entry(completion));
  }

  @Override
  public void mkdir(
      Caller caller,
      Handle directory,
      Name name,
      AttributeChange initial,
      Change change,
      Completion<Entry> completion) {
    backend.mkdir(as(caller), directory, name, owned(caller, initial), change, entry(completion));
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
    backend.symlink(
        as(caller), directory, name, target, owned(caller, initial), change, entry(completion));
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
    backend.mknod(
        as(caller),
        directory,
        name,
        type,
        device,
        owned(caller, initial),
        change,
        entry(completion));
  }

  @Override
  public void remove(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    backend.remove(as(caller), directory, name, change, completion);
  }

  @Override
  public void rmdir(
      Caller caller, Handle directory, Name name, Change change, Completion<Done> completion) {
    backend.rmdir(as(caller), directory, name, change, completion);
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
    backend.rename(as(caller), fromDirectory, from, toDirectory, to, change, completion);
  }

  @Override
  public void link(
      Caller caller,
      Handle file,
      Handle directory,
      Name name,
      Change change,
      Completion<Attributes> completion) {
    backend.link(as(caller), file, directory, name, change, attributes(completion));
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
}
