// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.time.Duration;
import org.efc.common.Errno;

/** ppoll(2) of one descriptor. A signal in between (EINTR) ends no wait. */
public final class Poll {
  /** There is something to read. */
  public static final int IN = 1;

  /** An error; told without being asked for. */
  public static final int ERR = 8;

  /** The other end closed; told without being asked for. */
  public static final int HUP = 16;

  /** struct pollfd: int fd, short events, short revents. */
  private static final int POLLFD = 8;

  /** struct timespec: long seconds, long nanoseconds. */
  private static final int TIMESPEC = 16;

  private static final long SECOND = 1_000_000_000L;

  private Poll() {}

  /**
   * Waits until one of the events is there.
   *
   * @param asked {@link #IN} or 0
   * @param atMost may be zero: does not wait
   * @return the events; 0 when none came in time
   * @throws LinuxException of the call, never EINTR
   */
  public static int events(Fd fd, int asked, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    try (CString memory = new CString()) {
      long pollfd = pollfd(memory, fd, asked);
      long timespec = memory.allocate(TIMESPEC);
      long result;
      do {
        long left = Math.max(0, end - System.nanoTime());
        Memory.putLong(timespec, left / SECOND);
        Memory.putLong(timespec + 8, left % SECOND);
        result = Libc.current().call(Syscall.PPOLL, pollfd, 1, timespec);
      } while (result == -Errno.EINTR.code());
      return events(pollfd, result);
    }
  }

  /**
   * The same without a deadline: for a thread that has nothing else to do.
   *
   * @return the events, never 0
   */
  public static int awaitEvents(Fd fd, int asked) {
    try (CString memory = new CString()) {
      long pollfd = pollfd(memory, fd, asked);
      long result;
      do {
        result = Libc.current().call(Syscall.PPOLL, pollfd, 1, 0);
      } while (result == -Errno.EINTR.code());
      return events(pollfd, result);
    }
  }

  private static long pollfd(CString memory, Fd fd, int asked) {
    long pollfd = memory.allocate(POLLFD);
    Memory.putInt(pollfd, fd.number());
    Memory.putShort(pollfd + 4, (short) asked);
    return pollfd;
  }

  private static int events(long pollfd, long result) {
    if (result < 0) {
      throw new LinuxException("ppoll", Errno.of((int) -result));
    }
    return Memory.getShort(pollfd + 6);
  }
}
