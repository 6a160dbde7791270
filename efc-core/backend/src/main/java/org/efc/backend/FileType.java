// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** The type of an object, with its bits in st_mode (inode(7)). */
public enum FileType {
  REGULAR(0100000),
  DIRECTORY(0040000),
  SYMLINK(0120000),
  BLOCK_DEVICE(0060000),
  CHARACTER_DEVICE(0020000),
  FIFO(0010000),
  SOCKET(0140000);

  /** S_IFMT: the bits of st_mode that hold the type. */
  public static final int MASK = 0170000;

  private final int modeBits;

  FileType(int modeBits) {
    this.modeBits = modeBits;
  }

  public int modeBits() {
    return modeBits;
  }

  /** The type in {@code mode}; no type bits mean a regular file, as for mknod(2). */
  public static FileType ofMode(int mode) {
    for (FileType type : values()) {
      if (type.modeBits == (mode & MASK)) {
        return type;
      }
    }
    return REGULAR;
  }
}
