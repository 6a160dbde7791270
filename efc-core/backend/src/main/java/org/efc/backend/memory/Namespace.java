// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.util.Optional;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;
import org.efc.common.Name;

/** Names and what they stand for: path_resolution(7), link(2), unlink(2), rename(2). */
final class Namespace {
  private static final int SEARCH = Permissions.EXECUTE;
  private static final int CHANGE = Permissions.WRITE | Permissions.EXECUTE;

  private final MemoryTree tree;

  Namespace(MemoryTree tree) {
    this.tree = tree;
  }

  Node lookup(Caller caller, Node.Directory directory, Name name) {
    Permissions.require(caller, directory, SEARCH);
    if (name.isDot()) {
      return directory;
    }
    if (name.isDotDot()) {
      if (directory == tree.root()) {
        throw new CallFailure(Errno.EINVAL);
      }
      return directory.parent;
    }
    return find(directory, name);
  }

  private static Node find(Node.Directory directory, Name name) {
    return directory.entries.find(name).orElseThrow(() -> new CallFailure(Errno.ENOENT));
  }

  /** Checks that a name may be added: EEXIST before EACCES, as the kernel has it. */
  void requireNew(Caller caller, Node.Directory directory, Name name) {
    Permissions.require(caller, directory, SEARCH);
    if (directory.entries.find(name).isPresent()) {
      throw new CallFailure(Errno.EEXIST);
    }
    Permissions.require(caller, directory, CHANGE);
  }

  /** The owner of what {@code caller} makes in a directory, which may hand its group down. */
  static Caller owner(Caller caller, Node.Directory directory) {
    return (directory.mode & AttributeChanges.SETGID) == 0
        ? caller
        : new Caller(caller.uid(), directory.gid, caller.groups());
  }

  /** Adds a new object. */
  void add(Node.Directory directory, Name name, Node node, Timestamp now) {
    tree.add(node);
    directory.entries.put(name, node);
    directory.modified(now);
    if (node instanceof Node.Directory) {
      directory.links++;
    }
  }

  void link(Caller caller, Node node, Node.Directory directory, Name name) {
    requireNew(caller, directory, name);
    if (node instanceof Node.Directory) {
      throw new CallFailure(Errno.EPERM);
    }
    Timestamp now = tree.now();
    directory.entries.put(name, node);
    directory.modified(now);
    node.links++;
    node.ctime = now;
  }

  void remove(Caller caller, Node.Directory directory, Name name) {
    Permissions.require(caller, directory, SEARCH);
    Node victim = find(directory, name);
    Permissions.requireRemoval(caller, directory, victim);
    if (victim instanceof Node.Directory) {
      throw new CallFailure(Errno.EISDIR);
    }
    take(directory, name, victim, tree.now());
  }

  void rmdir(Caller caller, Node.Directory directory, Name name) {
    Permissions.require(caller, directory, SEARCH);
    Node victim = find(directory, name);
    Permissions.requireRemoval(caller, directory, victim);
    if (!(victim instanceof Node.Directory sub)) {
      throw new CallFailure(Errno.ENOTDIR);
    }
    if (sub.entries.size() > 0) {
      throw new CallFailure(Errno.ENOTEMPTY);
    }
    take(directory, name, victim, tree.now());
  }

  private void take(Node.Directory directory, Name name, Node victim, Timestamp now) {
    directory.entries.remove(name);
    directory.modified(now);
    if (victim instanceof Node.Directory) {
      directory.links--;
    }
    tree.unlink(victim, now);
  }

  void rename(
      Caller caller, Node.Directory fromDirectory, Name from, Node.Directory toDirectory, Name to) {
    Permissions.require(caller, fromDirectory, SEARCH);
    Permissions.require(caller, toDirectory, SEARCH);
    Node moved = find(fromDirectory, from);
    if (toDirectory.isWithin(moved)) {
      throw new CallFailure(Errno.EINVAL);
    }
    Optional<Node> replaced = toDirectory.entries.find(to);
    if (replaced.isPresent() && replaced.get() == moved) {
      return;
    }
    Permissions.requireRemoval(caller, fromDirectory, moved);
    Permissions.require(caller, toDirectory, CHANGE);
    if (moved instanceof Node.Directory && fromDirectory != toDirectory) {
      // Its ".." changes.
      Permissions.require(caller, moved, Permissions.WRITE);
    }
    Timestamp now = tree.now();
    if (replaced.isPresent()) {
      checkReplaceable(moved, replaced.get());
      Permissions.requireRemoval(caller, toDirectory, replaced.get());
      take(toDirectory, to, replaced.get(), now);
    }
    fromDirectory.entries.remove(from);
    toDirectory.entries.put(to, moved);
    if (moved instanceof Node.Directory sub) {
      sub.parent = toDirectory;
      fromDirectory.links--;
      toDirectory.links++;
    }
    moved.ctime = now;
    fromDirectory.modified(now);
    toDirectory.modified(now);
  }

  private static void checkReplaceable(Node moved, Node replaced) {
    if (replaced instanceof Node.Directory directory) {
      if (!(moved instanceof Node.Directory)) {
        throw new CallFailure(Errno.EISDIR);
      }
      if (directory.entries.size() > 0) {
        throw new CallFailure(Errno.ENOTEMPTY);
      }
      return;
    }
    if (moved instanceof Node.Directory) {
      throw new CallFailure(Errno.ENOTDIR);
    }
  }
}
