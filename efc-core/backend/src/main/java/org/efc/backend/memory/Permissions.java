// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.common.Errno;

/** Who may do what: path_resolution(7) and inode(7), with the superuser's exceptions. */
final class Permissions {
  static final int READ = 4;
  static final int WRITE = 2;
  static final int EXECUTE = 1;
  private static final int STICKY = 01000;
  private static final int ANY_EXECUTE = 0111;

  private Permissions() {}

  /** The part of {@code mask} that the mode grants. */
  static int granted(Caller caller, Node node, int mask) {
    if (caller.uid() == 0) {
      boolean executable = node instanceof Node.Directory || (node.mode & ANY_EXECUTE) != 0;
      return executable ? mask : mask & ~EXECUTE;
    }
    int shift = caller.uid() == node.uid ? 6 : inGroup(caller, node.gid) ? 3 : 0;
    return mask & (node.mode >> shift);
  }

  static boolean inGroup(Caller caller, int gid) {
    return caller.gid() == gid || caller.groups().contains(gid);
  }

  static boolean owns(Caller caller, Node node) {
    return caller.uid() == 0 || caller.uid() == node.uid;
  }

  /** Fails with EACCES unless all of {@code mask} is granted. */
  static void require(Caller caller, Node node, int mask) {
    if (granted(caller, node, mask) != mask) {
      throw new CallFailure(Errno.EACCES);
    }
  }

  /** As {@link #require}, but the owner may: it opened the file before a chmod (RFC 1813 4.4). */
  static void requireUnlessOwner(Caller caller, Node node, int mask) {
    if (!owns(caller, node)) {
      require(caller, node, mask);
    }
  }

  /** Fails with EPERM unless the caller owns the object. */
  static void requireOwner(Caller caller, Node node) {
    if (!owns(caller, node)) {
      throw new CallFailure(Errno.EPERM);
    }
  }

  /** Whether a name may be taken out of a directory, which may be sticky. */
  static void requireRemoval(Caller caller, Node.Directory directory, Node victim) {
    require(caller, directory, WRITE | EXECUTE);
    if ((directory.mode & STICKY) != 0 && !owns(caller, directory) && !owns(caller, victim)) {
      throw new CallFailure(Errno.EPERM);
    }
  }
}
