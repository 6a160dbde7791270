// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/** What the kernel would let the caller do: to be asked as the caller. */
final class Rights {
  static final int READ = 4;
  static final int WRITE = 2;
  private static final int ALL = 7;

  private Rights() {}

  /** The part of {@code mask} that is granted. */
  static int granted(int fd, int mask) {
    int wanted = mask & ALL;
    if (wanted == 0 || ask(fd, wanted)) {
      return wanted;
    }
    int granted = 0;
    for (int bit = 1; bit <= READ; bit <<= 1) {
      if ((wanted & bit) != 0 && ask(fd, bit)) {
        granted |= bit;
      }
    }
    return granted;
  }

  /**
   * Fails with EACCES unless the right is granted, or the caller owns the file: then it opened it
   * before a chmod (RFC 1813 4.4).
   */
  static void require(Caller caller, int fd, int right) {
    if (caller.uid() != 0 && !ask(fd, right) && FileAttributes.ownerOf(fd) != caller.uid()) {
      throw new CallFailure(Errno.EACCES);
    }
  }

  private static boolean ask(int fd, int mask) {
    // AT_EACCESS: by the file-system uid; without it faccessat2 goes by the real one.
    long result =
        Libc.current()
            .call(
                Syscall.FACCESSAT2,
                fd,
                Scratch.current().empty(),
                mask,
                OpenFlags.AT_EACCESS | OpenFlags.AT_EMPTY_PATH,
                0,
                0);
    if (result < 0 && result != -Errno.EACCES.code() && result != -Errno.EROFS.code()) {
      throw new CallFailure(Errno.of((int) -result));
    }
    return result == 0;
  }
}
