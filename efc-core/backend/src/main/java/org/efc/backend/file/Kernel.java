// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import org.efc.backend.CallFailure;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Syscall;

/** System calls that fail with {@link CallFailure}: the local kernel's errno is the call's. */
final class Kernel {
  private Kernel() {}

  static long call(Syscall call, long a, long b, long c, long d, long e) {
    Libc libc = Libc.current();
    long result;
    do {
      result = libc.call(call, a, b, c, d, e, 0);
    } while (result == -Errno.EINTR.code());
    if (result < 0) {
      throw new CallFailure(Errno.of((int) -result));
    }
    return result;
  }

  static long call(Syscall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0);
  }

  /** Closes a descriptor; there is nothing to do about an error. */
  static void close(int fd) {
    Libc.current().call(Syscall.CLOSE, fd);
  }
}
