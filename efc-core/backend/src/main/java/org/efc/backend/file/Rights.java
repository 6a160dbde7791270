// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.CallFailure;
import org.efc.backend.Caller;
import org.efc.backend.file.FileAttributes.Ownership;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/** What the caller may do, as the kernel sees it. */
final class Rights {
  static final int READ = 4;
  static final int WRITE = 2;
  private static final int ALL = 7;
  private static final String ACL = "system.posix_acl_access"; // acl(5)

  private Rights() {}

  /** The part of {@code mask} that is granted; to be asked as the caller. */
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
   * Fails with EACCES unless the caller has a right to the contents of an open file, or owns it:
   * then it opened the file before a chmod (RFC 1813 4.4). Not to be asked as the caller: the mode
   * answers at a tenth of the cost of a change of identity, and the kernel only where an ACL is.
   *
   * @return what the file is like
   */
  static Ownership require(Volume volume, Caller caller, int fd, int right) {
    Ownership file = FileAttributes.ownershipOf(fd);
    if (caller.uid() == 0 || caller.uid() == file.uid()) {
      return file;
    }
    boolean granted =
        hasAcl(fd)
            ? volume.as(caller, () -> ask(fd, right))
            : (bitsFor(caller, file) & right) == right;
    if (!granted) {
      throw new CallFailure(Errno.EACCES);
    }
    return file;
  }

  private static int bitsFor(Caller caller, Ownership file) {
    boolean inGroup = caller.gid() == file.gid() || caller.groups().contains(file.gid());
    return inGroup ? file.mode() >> 3 : file.mode();
  }

  private static boolean hasAcl(int fd) {
    return Libc.current().call(Syscall.FGETXATTR, fd, Scratch.current().path(ACL), 0, 0, 0, 0) > 0;
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
