// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import org.efc.backend.Attributes;
import org.efc.backend.Caller;

/** Permission bits as inode(7) and path_resolution(7) have them. */
public final class PosixMode {
  public static final int READ = 4;
  public static final int WRITE = 2;
  public static final int SET_USER_ID = 04000;
  public static final int SET_GROUP_ID = 02000;
  private static final int GROUP_EXECUTE = 010;

  private PosixMode() {}

  /** Whether the bits grant all of {@code mask} (4 read, 2 write, 1 execute). */
  static boolean grants(Attributes attributes, Caller caller, int mask) {
    if (caller.uid() == 0) {
      return true;
    }
    return (attributes.mode() >> shift(attributes, caller) & mask) == mask;
  }

  /** Where the caller's three bits are: 6 for the owner, 3 for the group, 0 for others. */
  static int shift(Attributes attributes, Caller caller) {
    return caller.uid() == attributes.uid() ? 6 : isInGroup(attributes, caller) ? 3 : 0;
  }

  /**
   * The mode after a write or a change of owner: without set-user-ID, and without set-group-ID
   * where that means a program's group, or the caller is not in the group (setattr_should_drop_sgid
   * of the kernel's fs/attr.c).
   */
  static int withoutPrivileges(Attributes attributes, Caller caller) {
    int mode = attributes.mode();
    boolean keepsGroup =
        (mode & GROUP_EXECUTE) == 0 && (caller.uid() == 0 || isInGroup(attributes, caller));
    return mode & ~SET_USER_ID & (keepsGroup ? -1 : ~SET_GROUP_ID);
  }

  private static boolean isInGroup(Attributes attributes, Caller caller) {
    return caller.gid() == attributes.gid() || caller.groups().contains(attributes.gid());
  }
}
