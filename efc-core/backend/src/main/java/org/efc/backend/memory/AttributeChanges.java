// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.util.OptionalInt;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;

/** chmod(2), chown(2), truncate(2) and utimensat(2), all checked before anything is changed. */
final class AttributeChanges {
  static final int SETUID = 04000;
  static final int SETGID = 02000;
  private static final int GROUP_EXECUTE = 010;

  private final MemoryTree tree;

  AttributeChanges(MemoryTree tree) {
    this.tree = tree;
  }

  void apply(Caller caller, Node node, AttributeChange change) {
    check(caller, node, change);
    if (change.isNothing()) {
      return;
    }
    change(caller, node, change);
  }

  /** What creation sets, for which the creator needs no right but to own the new object. */
  void applyInitial(Caller caller, Node node, AttributeChange initial) {
    checkOwner(caller, node, initial);
    change(caller, node, initial);
  }

  private void check(Caller caller, Node node, AttributeChange change) {
    if (change.guard().isPresent() && !change.guard().get().equals(node.ctime)) {
      throw new CallFailure(Errno.EAGAIN);
    }
    if (change.mode().isPresent()) {
      Permissions.requireOwner(caller, node);
    }
    checkOwner(caller, node, change);
    if (change.size().isPresent()) {
      checkSize(caller, node, change.size().getAsLong());
    }
    checkTime(caller, node, change.atime());
    checkTime(caller, node, change.mtime());
  }

  private static void checkOwner(Caller caller, Node node, AttributeChange change) {
    if (caller.uid() == 0) {
      return;
    }
    boolean givesAway = differs(change.uid(), node.uid);
    boolean foreignGroup =
        differs(change.gid(), node.gid) && !Permissions.inGroup(caller, change.gid().getAsInt());
    boolean changes = change.uid().isPresent() || change.gid().isPresent();
    if (givesAway || foreignGroup || (changes && !Permissions.owns(caller, node))) {
      throw new CallFailure(Errno.EPERM);
    }
  }

  private static boolean differs(OptionalInt wanted, int current) {
    return wanted.isPresent() && wanted.getAsInt() != current;
  }

  private static void checkSize(Caller caller, Node node, long size) {
    switch (node) {
      case Node.File file -> Permissions.requireUnlessOwner(caller, file, Permissions.WRITE);
      case Node.Directory _ -> throw new CallFailure(Errno.EISDIR);
      case Node.Link _, Node.Special _ -> throw new CallFailure(Errno.EINVAL);
    }
    if (size < 0) {
      throw new CallFailure(Errno.EINVAL);
    }
  }

  private static void checkTime(Caller caller, Node node, TimeChange time) {
    switch (time) {
      case TimeChange.Keep _ -> {}
      case TimeChange.ServerNow _ ->
          Permissions.requireUnlessOwner(caller, node, Permissions.WRITE);
      case TimeChange.To _ -> Permissions.requireOwner(caller, node);
    }
  }

  private void change(Caller caller, Node node, AttributeChange change) {
    Timestamp now = tree.now();
    if (change.size().isPresent() && node instanceof Node.File file) {
      long before = file.used();
      file.bytes.truncate(change.size().getAsLong());
      tree.use(file.used() - before);
      file.mtime = now;
    }
    if (change.uid().isPresent() || change.gid().isPresent()) {
      dropPrivileges(node);
      node.uid = change.uid().orElse(node.uid);
      node.gid = change.gid().orElse(node.gid);
    }
    if (change.mode().isPresent() && !(node instanceof Node.Link)) {
      node.mode = change.mode().getAsInt();
      if (caller.uid() != 0 && !Permissions.inGroup(caller, node.gid)) {
        node.mode &= ~SETGID;
      }
    }
    node.atime = time(change.atime(), node.atime, now);
    node.mtime = time(change.mtime(), node.mtime, now);
    node.ctime = now;
  }

  private static Timestamp time(TimeChange change, Timestamp current, Timestamp now) {
    return switch (change) {
      case TimeChange.Keep _ -> current;
      case TimeChange.ServerNow _ -> now;
      case TimeChange.To to -> to.time();
    };
  }

  /** A new owner or new contents end setuid and setgid programs (chown(2), write(2)). */
  static void dropPrivileges(Node node) {
    if (node instanceof Node.Directory) {
      return;
    }
    node.mode &= ~SETUID;
    if ((node.mode & GROUP_EXECUTE) != 0) {
      node.mode &= ~SETGID;
    }
  }
}
