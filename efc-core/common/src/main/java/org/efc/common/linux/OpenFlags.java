// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

/** Bits of open(2) and the *at(2) calls; those that differ by architecture are picked at start. */
public final class OpenFlags {
  private static final boolean ARM = Arch.current() == Arch.AARCH64;

  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_ACCMODE = 3;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_TRUNC = 0x200;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = 0x800;
  public static final int O_CLOEXEC = 0x80000;
  public static final int O_PATH = 0x200000;
  // include/uapi/asm-generic/fcntl.h (amd64) and arch/arm64/include/uapi/asm/fcntl.h
  public static final int O_DIRECT = ARM ? 0x10000 : 0x4000;
  public static final int O_LARGEFILE = ARM ? 0x20000 : 0x8000;
  public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
  public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;
  public static final int O_TMPFILE = 0x400000 | O_DIRECTORY;

  public static final int AT_FDCWD = -100;
  public static final int AT_SYMLINK_NOFOLLOW = 0x100;
  public static final int AT_REMOVEDIR = 0x200;
  public static final int AT_EACCESS = 0x200; // of faccessat2(2)
  public static final int AT_SYMLINK_FOLLOW = 0x400;
  public static final int AT_EMPTY_PATH = 0x1000;

  private OpenFlags() {}
}
