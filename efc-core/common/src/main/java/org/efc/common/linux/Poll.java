// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.time.Duration;

/** ppoll(2) of one descriptor. */
public final class Poll {
  /** There is something to read. */
  public static final int IN = 1;

  /** An error; told without being asked for. */
  public static final int ERR = 8;

  /** The other end closed; told without being asked for. */
  public static final int HUP = 16;

  /** struct pollfd: int fd, short events, short revents. */
  private static final int POLLFD = 8;

  private static final int TIMESPEC = 16;

  private Poll() {}

  /**
   * Waits until one of the events is there.
   *
   * @param asked {@link #IN} or 0
   * @param atMost may be zero: does not wait
   * @return the events; 0 when none came in time
   * @throws LinuxException of the call, EINTR too
   */
  public static int events(Fd fd, int asked, Duration atMost) {
    try (CString memory = new CString()) {
      long pollfd = memory.allocate(POLLFD);
      Memory.putInt(pollfd, fd.number());
      Memory.putShort(pollfd + 4, (short) asked);
      long timespec = memory.allocate(TIMESPEC);
      Memory.putLong(timespec, atMost.toSeconds());
      Memory.putLong(timespec + 8, atMost.toNanosPart());
      Libc.current().require("ppoll", Syscall.PPOLL, pollfd, 1, timespec, 0, 0, 0);
      return Memory.getShort(pollfd + 6);
    }
  }
}
