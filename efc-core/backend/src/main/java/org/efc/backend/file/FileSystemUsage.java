// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.util.Set;
import org.efc.backend.SpaceUsage;
import org.efc.backend.Traits;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;

/**
 * fstatfs(2), with the layout of {@code struct statfs} of 64-bit architectures
 * (asm-generic/statfs.h).
 *
 * @param type the file system's magic number (linux/magic.h)
 * @param fsid what tells this file system from others, also after the machine restarted
 */
record FileSystemUsage(SpaceUsage space, long type, long fsid) {
  private static final int TYPE = 0;
  private static final int BLOCKS = 16;
  private static final int BLOCKS_FREE = 24;
  private static final int BLOCKS_AVAILABLE = 32;
  private static final int FILES = 40;
  private static final int FILES_FREE = 48;
  private static final int FSID = 56;
  private static final int FRAGMENT_SIZE = 72;

  private static final Set<Long> LOCAL =
      Set.of(
          0xEF53L, // ext2, ext3, ext4
          0x5846_5342L, // xfs
          0x9123_683EL, // btrfs
          0xF2F5_2010L, // f2fs
          0x0102_1994L, // tmpfs
          0x2FC1_2FC1L); // zfs

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
    return new FileSystemUsage(space, Memory.getLong(statfs + TYPE), Memory.getLong(statfs + FSID));
  }

  /** A file system that is not known here may be a server's mount. */
  Traits traits() {
    return LOCAL.contains(type) ? Traits.LOCAL : Traits.REMOTE;
  }
}
