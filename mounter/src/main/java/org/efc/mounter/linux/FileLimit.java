// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.common.Errno;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;

/**
 * The limit of open files (getrlimit(2), RLIMIT_NOFILE), which a client inherits from its session
 * manager. On {@code file://} a client has a descriptor for each file that applications hold open:
 * at its limit they would get EMFILE for what none of them did.
 */
public final class FileLimit {
  private static final System.Logger LOG = System.getLogger(FileLimit.class.getName());
  private static final int RLIMIT_NOFILE = 7;
  private static final int SOFT = 0;
  private static final int HARD = 8;
  private static final long WANTED = 1L << 20;

  private FileLimit() {}

  /**
   * Raises it for this process and all that it starts, as far as the kernel and our capabilities
   * (CAP_SYS_RESOURCE) let us: to 1048576 or {@code fs.nr_open}.
   *
   * @return the soft limit that holds now; 0 when it is not known
   */
  public static long raise() {
    long wanted = Math.min(WANTED, most());
    long limit = Memory.map(Memory.pageSize());
    try {
      if (Libc.current().call(Syscall.PRLIMIT64, 0, RLIMIT_NOFILE, 0, limit, 0, 0) < 0) {
        return 0;
      }
      long soft = Memory.getLong(limit + SOFT);
      long hard = Memory.getLong(limit + HARD);
      if (hard >= 0 && hard < wanted && set(limit, wanted, wanted)) {
        return wanted;
      }
      long within = hard < 0 ? wanted : Math.min(hard, wanted);
      if (soft >= 0 && soft < within && set(limit, within, hard)) {
        soft = within;
      }
      if (soft >= 0 && soft < wanted) {
        LOG.log(
            System.Logger.Level.WARNING,
            "clients may have {0,number,#} files open (ulimit -n); {1,number,#} are wanted",
            soft,
            wanted);
      }
      return soft;
    } finally {
      Memory.unmap(limit, Memory.pageSize());
    }
  }

  private static boolean set(long limit, long soft, long hard) {
    Memory.putLong(limit + SOFT, soft);
    Memory.putLong(limit + HARD, hard);
    long result = Libc.current().call(Syscall.PRLIMIT64, 0, RLIMIT_NOFILE, limit, 0, 0, 0);
    if (result < 0) {
      LOG.log(System.Logger.Level.DEBUG, "ulimit -n {0}: {1}", soft, Errno.of((int) -result));
    }
    return result >= 0;
  }

  private static long most() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/sys/fs/nr_open")).strip());
    } catch (IOException | NumberFormatException e) {
      return WANTED;
    }
  }
}
