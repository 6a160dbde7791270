// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.time.Duration;
import org.efc.client.config.ClientException;
import org.efc.common.Errno;
import org.efc.common.Pause;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Syscall;

/**
 * Only one process may have a volume's state: flock(2) on a file that it inherited open. A
 * predecessor that is dying, or was told to stop, has it until its very end.
 */
public final class VolumeLock {
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int LOCK_UN = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final long PAUSE_MILLIS = 1;

  /** One that was launched while its predecessor dies waits for milliseconds: it looks closely. */
  private static final int CLOSE_LOOKS = 200;

  private static final long CLOSE_PAUSE_MICROS = 100;

  private VolumeLock() {}

  /** Lets the next process go on while this one still has to end. */
  public static void release(int fd) {
    Libc.current().call(Syscall.FLOCK, fd, LOCK_UN, 0);
  }

  /**
   * Takes it for the life of this process.
   *
   * @throws ClientException when another process does not let go of it
   */
  public static void take(int fd) {
    take(fd, "the volume", PATIENCE);
  }

  /** The same for another file of its state, which {@code what} names. */
  static void take(int fd, String what, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    for (int look = 0; true; look++) {
      long result = Libc.current().call(Syscall.FLOCK, fd, LOCK_EX | LOCK_NB, 0);
      if (result == 0) {
        return;
      }
      if (result != -Errno.EAGAIN.code() && result != -Errno.EINTR.code()) {
        throw new LinuxException("flock of " + what, Errno.of((int) -result));
      }
      if (System.nanoTime() - end >= 0) {
        throw new ClientException(
            what
                + " is locked: another client serves this volume; waited "
                + patience.toMillis()
                + " ms");
      }
      if (look < CLOSE_LOOKS) {
        Pause.micros(CLOSE_PAUSE_MICROS);
      } else {
        Pause.millis(PAUSE_MILLIS);
      }
    }
  }
}
