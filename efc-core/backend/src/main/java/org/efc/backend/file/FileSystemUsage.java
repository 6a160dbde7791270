// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.SpaceUsage;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;

/**
 * fstatfs(2), with the layout of {@code struct statfs} of 64-bit architectures
 * (asm-generic/statfs.h).
 *
 * @param fsid what tells this file system from others, also after the machine restarted
 */
record FileSystemUsage(SpaceUsage space, long fsid) {
  private static final int BLOCKS = 16;
  private static final int BLOCKS_FREE = 24;
  private static final int BLOCKS_AVAILABLE = 32;
  private static final int FILES = 40;
  private static final int FILES_FREE = 48;
  private static final int FSID = 56;
  private static final int FRAGMENT_SIZE = 72;

  static FileSystemUsage read(int fd) {
    long statfs = Scratch.current().words;
    Kernel.call(Syscall.FSTATFS, fd, statfs, 0);
    long fragment = Memory.getLong(statfs + FRAGMENT_SIZE);
    long filesFree = Memory.getLong(statfs + FILES_FREE);
    SpaceUsage space =
        new SpaceUsage(
            Memory.getLong(statfs + BLOCKS) * fragment,
            Memory.getLong(statfs + BLOCKS_FREE) * fragment,
            Memory.getLong(statfs + BLOCKS_AVAILABLE) * fragment,
            Memory.getLong(statfs + FILES),
            filesFree,
            filesFree);
    return new FileSystemUsage(space, Memory.getLong(statfs + FSID));
  }
}
