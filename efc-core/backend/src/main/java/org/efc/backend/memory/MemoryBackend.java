// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.CreateMode;
import org.efc.backend.DeviceNumber;
import org.efc.backend.DirectoryEntry;
import org.efc.backend.DirectoryPage;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.InlineBackend;
import org.efc.backend.Limits;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Stability;
import org.efc.backend.Timestamp;
import org.efc.backend.Traits;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.Memory;

/** A {@link MemoryTree} as a backend, with POSIX's rules and checks. */
public final class MemoryBackend extends InlineBackend {
  private static final int TRANSFER = 1 << 20;
  private static final Limits LIMITS =
      new Limits(TRANSFER, TRANSFER, Long.MAX_VALUE, Name.MAX_LENGTH);

  private final MemoryTree tree;
  private final Namespace names;
  private final AttributeChanges changes;

  /** A backend on a tree of its own. */
  public MemoryBackend() {
    this(new MemoryTree());
  }

  /** A further backend on a tree. */
  public MemoryBackend(MemoryTree tree) {
    this.tree = tree;
    this.names = new Namespace(tree);
    this.changes = new AttributeChanges(tree);
  }

  @Override
  public Handle root() {
    return tree.handle(tree.root());
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public long rootFsid() {
    return tree.id;
  }

  /** As a server's, since the tree stands for one in tests. */
  @Override
  public Traits traits() {
    return Traits.REMOTE;
  }

  @Override
  protected void release() {
    // The tree stays for other backends.
  }

  @Override
  protected Attributes getattr(Caller caller, Handle object) {
    return locked(() -> tree.node(object).attributes(tree.id));
  }

  @Override
  protected Attributes setattr(Caller caller, Handle object, AttributeChange change) {
    return locked(
        () -> {
          Node node = tree.node(object);
          changes.apply(caller, node, change);
          return node.attributes(tree.id);
        });
  }

  @Override
  protected Entry lookup(Caller caller, Handle directory, Name name) {
    return locked(() -> entry(names.lookup(caller, tree.directory(directory), name)));
  }

  @Override
  protected int access(Caller caller, Handle object, int mask) {
    return locked(() -> Permissions.granted(caller, tree.node(object), mask));
  }

  @Override
  protected byte[] readlink(Caller caller, Handle link) {
    return locked(
        () -> {
          if (tree.node(link) instanceof Node.Link found) {
            return found.target.clone();
          }
          throw new CallFailure(Errno.EINVAL);
        });
  }

  @Override
  protected int read(
      Caller caller, Handle file, long offset, long address, int length, AttributesBuffer after) {
    return locked(
        () -> {
          Node.File found = tree.file(file);
          Permissions.requireUnlessOwner(caller, found, Permissions.READ);
          after.set(found.attributes(tree.id));
          return found.bytes.read(offset, Memory.buffer(address, length));
        });
  }

  @Override
  protected long write(
      Caller caller, Handle file, long offset, long address, int length, Stability stability) {
    return locked(
        () -> {
          Node.File found = tree.file(file);
          Permissions.requireUnlessOwner(caller, found, Permissions.WRITE);
          tree.use(found.bytes.growth(offset, length));
          found.bytes.write(offset, Memory.buffer(address, length));
          found.modified(tree.now());
          if (caller.uid() != 0) {
            AttributeChanges.dropPrivileges(found);
          }
          return tree.id;
        });
  }

  @Override
  protected long commit(Caller caller, Handle file) {
    return locked(
        () -> {
          tree.file(file);
          return tree.id;
        });
  }

  @Override
  protected void sync(Caller caller, Handle object, boolean dataOnly) {
    lockedRun(() -> tree.node(object));
  }

  @Override
  protected Entry create(
      Caller caller, Handle directory, Name name, CreateMode mode, AttributeChange initial) {
    return locked(
        () -> {
          Node.Directory parent = tree.directory(directory);
          Permissions.require(caller, parent, Permissions.EXECUTE);
          Optional<Node> existing = parent.entries.find(name);
          if (existing.isPresent()) {
            return reopen(caller, existing.get(), mode, initial);
          }
          Timestamp now = tree.now();
          Node.File made = new Node.File(tree.nextId(), Namespace.owner(caller, parent), 0, now);
          if (mode instanceof CreateMode.Exclusive exclusive) {
            made.creationVerifier = OptionalLong.of(exclusive.verifier());
          }
          return add(caller, parent, name, made, initial);
        });
  }

  private Entry reopen(Caller caller, Node existing, CreateMode mode, AttributeChange initial) {
    if (existing instanceof Node.File file) {
      boolean same =
          switch (mode) {
            case CreateMode.Guarded _ -> false;
            case CreateMode.Unchecked _ -> true;
            case CreateMode.Exclusive(long verifier) ->
                file.creationVerifier.equals(OptionalLong.of(verifier));
          };
      if (same) {
        if (mode instanceof CreateMode.Unchecked && initial.size().isPresent()) {
          changes.apply(caller, file, AttributeChange.ofSize(initial.size().getAsLong()));
        }
        return entry(file);
      }
    }
    throw new CallFailure(Errno.EEXIST);
  }

  @Override
  protected Entry mkdir(Caller caller, Handle directory, Name name, AttributeChange initial) {
    return locked(
        () -> {
          Node.Directory parent = tree.directory(directory);
          Timestamp now = tree.now();
          Node.Directory made =
              new Node.Directory(tree.nextId(), Namespace.owner(caller, parent), 0, now, parent);
          Entry entry = add(caller, parent, name, made, initial);
          if ((parent.mode & AttributeChanges.SETGID) == 0) {
            return entry;
          }
          made.mode |= AttributeChanges.SETGID;
          return entry(made);
        });
  }

  @Override
  protected Entry symlink(
      Caller caller, Handle directory, Name name, byte[] target, AttributeChange initial) {
    if (target.length == 0) {
      throw new CallFailure(Errno.ENOENT);
    }
    return locked(
        () -> {
          Node.Directory parent = tree.directory(directory);
          Caller owner = Namespace.owner(caller, parent);
          Node made = new Node.Link(tree.nextId(), owner, tree.now(), target.clone());
          return add(caller, parent, name, made, initial);
        });
  }

  @Override
  protected Entry mknod(
      Caller caller,
      Handle directory,
      Name name,
      FileType type,
      DeviceNumber device,
      AttributeChange initial) {
    return locked(
        () -> {
          boolean isDevice = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
          if (isDevice && caller.uid() != 0) {
            throw new CallFailure(Errno.EPERM);
          }
          Node.Directory parent = tree.directory(directory);
          Caller owner = Namespace.owner(caller, parent);
          Node made = new Node.Special(tree.nextId(), type, owner, 0, tree.now(), device);
          return add(caller, parent, name, made, initial);
        });
  }

  private Entry add(
      Caller caller, Node.Directory parent, Name name, Node made, AttributeChange initial) {
    names.requireNew(caller, parent, name);
    changes.applyInitial(caller, made, initial);
    names.add(parent, name, made, made.ctime);
    return entry(made);
  }

  @Override
  protected void remove(Caller caller, Handle directory, Name name) {
    lockedRun(() -> names.remove(caller, tree.directory(directory), name));
  }

  @Override
  protected void rmdir(Caller caller, Handle directory, Name name) {
    lockedRun(() -> names.rmdir(caller, tree.directory(directory), name));
  }

  @Override
  protected void rename(
      Caller caller, Handle fromDirectory, Name from, Handle toDirectory, Name to) {
    lockedRun(
        () ->
            names.rename(
                caller, tree.directory(fromDirectory), from, tree.directory(toDirectory), to));
  }

  @Override
  protected Attributes link(Caller caller, Handle file, Handle directory, Name name) {
    return locked(
        () -> {
          Node node = tree.node(file);
          names.link(caller, node, tree.directory(directory), name);
          return node.attributes(tree.id);
        });
  }

  @Override
  protected DirectoryPage readdir(
      Caller caller, Handle directory, DirectoryPosition position, int maxEntries) {
    return locked(
        () -> {
          Node.Directory found = tree.directory(directory);
          Permissions.require(caller, found, Permissions.READ);
          boolean search = Permissions.granted(caller, found, Permissions.EXECUTE) != 0;
          Iterator<DirectoryIndex.Slot> rest = found.entries.after(position.cookie()).iterator();
          List<DirectoryEntry> entries = new ArrayList<>();
          while (rest.hasNext() && entries.size() < maxEntries) {
            DirectoryIndex.Slot slot = rest.next();
            Optional<Entry> entry = search ? Optional.of(entry(slot.node())) : Optional.empty();
            entries.add(new DirectoryEntry(slot.name(), slot.node().id, slot.cookie(), entry));
          }
          return new DirectoryPage(List.copyOf(entries), 0, !rest.hasNext());
        });
  }

  @Override
  protected SpaceUsage statfs(Caller caller) {
    return locked(tree::space);
  }

  private Entry entry(Node node) {
    return new Entry(tree.handle(node), node.attributes(tree.id));
  }

  private <T> T locked(Supplier<T> call) {
    tree.lock.lock();
    try {
      return call.get();
    } finally {
      tree.lock.unlock();
    }
  }

  private void lockedRun(Runnable call) {
    tree.lock.lock();
    try {
      call.run();
    } finally {
      tree.lock.unlock();
    }
  }
}
