// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.efc.common.EfcException;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/** flock(2) of a directory: held until closed or until the process ends, however it ends. */
final class StateLock implements AutoCloseable {
  private static final int LOCK_EX_NB = 2 | 4;
  private static final long RETRY_NANOS = 50_000_000;

  private final Fd fd;

  private StateLock(Fd fd) {
    this.fd = fd;
  }

  /**
   * Waits a little: a session manager that was told to stop may still be on its way out.
   *
   * @throws EfcException when another one holds it
   */
  static StateLock take(Path directory, Duration patience) {
    Fd fd = Fd.open(directory.toString(), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long result = Libc.current().call(Syscall.FLOCK, fd.number(), LOCK_EX_NB, 0);
      if (result == 0) {
        return new StateLock(fd);
      }
      if (System.nanoTime() >= end) {
        fd.close();
        throw new EfcException(
            "another session manager uses "
                + directory
                + " (flock: "
                + Errno.of((int) -result)
                + ")");
      }
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  @Override
  public void close() {
    fd.close();
  }
}
