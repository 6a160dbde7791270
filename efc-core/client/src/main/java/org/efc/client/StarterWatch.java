// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import java.util.concurrent.TimeUnit;
import org.efc.common.linux.CString;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Syscall;
import org.efc.common.linux.UnixSocket;

/**
 * Notices that who started a standby is gone while the standby is busy and does not listen: nobody
 * else would ever want it. Messages that wait are not touched (poll(2): POLLHUP needs no asking).
 */
final class StarterWatch implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int POLLERR = 8;
  private static final int POLLHUP = 16;

  /** struct pollfd: int fd, short events, short revents. */
  private static final int POLLFD = 8;

  private final UnixSocket socket;
  private final Runnable gone;
  private volatile boolean closed;

  private StarterWatch(UnixSocket socket, Runnable gone) {
    this.socket = socket;
    this.gone = gone;
  }

  /**
   * Watches until it is closed.
   *
   * @param socket stays open as long as the process lives
   * @param gone what to do, once, when the other end has closed
   */
  static StarterWatch of(UnixSocket socket, Runnable gone) {
    StarterWatch watch = new StarterWatch(socket, gone);
    Thread.ofPlatform().daemon().name("starter").start(watch::run);
    return watch;
  }

  private void run() {
    try (CString memory = new CString()) {
      long pollfd = memory.allocate(POLLFD);
      long timespec = memory.allocate(16);
      while (!closed) {
        Memory.putInt(pollfd, socket.fd().number());
        Memory.putInt(pollfd + 4, 0);
        Memory.putLong(timespec, 0);
        Memory.putLong(timespec + 8, LOOK_NANOS);
        long ready = Libc.current().call(Syscall.PPOLL, pollfd, 1, timespec);
        if (ready > 0 && (Memory.getShort(pollfd + 6) & (POLLHUP | POLLERR)) != 0 && !closed) {
          gone.run();
          return;
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
