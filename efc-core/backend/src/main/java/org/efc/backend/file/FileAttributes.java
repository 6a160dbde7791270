// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.Attributes;
import org.efc.backend.CallFailure;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Timestamp;
import org.efc.common.Errno;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/** statx(2), with the layout of {@code struct statx} in linux/stat.h. */
final class FileAttributes {
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int SECTOR = 512;

  private static final int NLINK = 16;
  private static final int UID = 20;
  private static final int GID = 24;
  private static final int MODE = 28;
  private static final int INO = 32;
  private static final int SIZE = 40;
  private static final int BLOCKS = 48;
  private static final int ATIME = 64;
  private static final int CTIME = 96;
  private static final int MTIME = 112;
  private static final int RDEV_MAJOR = 128;
  private static final int RDEV_MINOR = 132;

  private final long fsid;

  FileAttributes(long fsid) {
    this.fsid = fsid;
  }

  long fsid() {
    return fsid;
  }

  /** Whether an open object has no name any more. */
  static boolean isRemoved(int fd) {
    return Memory.getInt(stat(fd) + NLINK) == 0;
  }

  /**
   * The attributes of an open object.
   *
   * @throws CallFailure ESTALE when it has no name any more and only lives on by the descriptor
   */
  Attributes of(int fd) {
    long statx = stat(fd);
    int links = Memory.getInt(statx + NLINK);
    if (links == 0) {
      throw new CallFailure(Errno.ESTALE);
    }
    return read(statx, links);
  }

  /** The attributes of a file that has no name yet. */
  Attributes ofNameless(int fd) {
    return read(stat(fd), 0);
  }

  /** The type of an open object, and nothing else. */
  static FileType typeOf(int fd) {
    return FileType.ofMode(Memory.getShort(stat(fd) + MODE));
  }

  /** What rights go by. */
  record Ownership(int uid, int gid, int mode) {}

  /** Owner, group and mode of an open object. */
  static Ownership ownershipOf(int fd) {
    long statx = stat(fd);
    return new Ownership(
        Memory.getInt(statx + UID),
        Memory.getInt(statx + GID),
        Memory.getShort(statx + MODE) & 07777);
  }

  private static long stat(int fd) {
    Scratch scratch = Scratch.current();
    Kernel.call(
        Syscall.STATX,
        fd,
        scratch.empty(),
        OpenFlags.AT_EMPTY_PATH,
        STATX_BASIC_STATS,
        scratch.statx);
    return scratch.statx;
  }

  private Attributes read(long statx, int links) {
    int mode = Memory.getShort(statx + MODE);
    return new Attributes(
        FileType.ofMode(mode),
        mode & 07777,
        links,
        Memory.getInt(statx + UID),
        Memory.getInt(statx + GID),
        Memory.getLong(statx + SIZE),
        Memory.getLong(statx + BLOCKS) * SECTOR,
        new DeviceNumber(Memory.getInt(statx + RDEV_MAJOR), Memory.getInt(statx + RDEV_MINOR)),
        fsid,
        Memory.getLong(statx + INO),
        time(statx + ATIME),
        time(statx + MTIME),
        time(statx + CTIME));
  }

  private static Timestamp time(long address) {
    return new Timestamp(Memory.getLong(address), Memory.getInt(address + 8));
  }
}
