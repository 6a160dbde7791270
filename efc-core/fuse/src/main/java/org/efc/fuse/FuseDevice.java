// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.time.Duration;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;
import org.efc.common.linux.Poll;
import org.efc.common.linux.Syscall;

/**
 * Input and output on {@code /dev/fuse}: a read(2) is one whole request, a write(2) one whole reply
 * or notification. Safe for use by many threads.
 *
 * <p>Receiving is a plain blocking read: one system call a request. To ppoll(2) first costs 1.0 us
 * of CPU more for each (6.2 instead of 5.2 for a READ of 4 KiB, Linux 6.18, amd64), and O_NONBLOCK
 * is out, since the open file is shared with the process that keeps it for us. A blocked reader is
 * woken by a signal.
 */
final class FuseDevice {
  /** A reader that is to end looks at its flag so often. */
  private static final Duration WAIT = Duration.ofMillis(100);

  private final Fd fd;

  FuseDevice(Fd fd) {
    this.fd = fd;
  }

  /**
   * Waits for the next request. ENOENT is retried: it says that the request was withdrawn while it
   * was read.
   *
   * @return its length, or a negative errno: EINTR when a signal came, ENODEV when the file system
   *     was unmounted, ECONNABORTED when the connection was aborted, others when the device can't
   *     be served
   */
  long receive(long address, int capacity) {
    while (true) {
      long result = Libc.current().call(Syscall.READ, fd.number(), address, capacity);
      if (result == 0) {
        // The device has no end of file; a socket in its place (a test, a proxy) has.
        return -Errno.ENODEV.code();
      }
      if (result == -Errno.EAGAIN.code()) {
        awaitInput();
        return -Errno.EINTR.code();
      }
      if (result != -Errno.ENOENT.code()) {
        return result;
      }
    }
  }

  /** Someone who shares the open file made it non-blocking: wait without spinning. */
  private void awaitInput() {
    Poll.events(fd, Poll.IN, WAIT);
  }

  /**
   * Sends one message.
   *
   * @return 0 or the positive errno: ENOENT when the kernel does not know (any more) what it is
   *     about
   */
  int send(long address, int length) {
    long result;
    do {
      result = Libc.current().call(Syscall.WRITE, fd.number(), address, length);
    } while (result == -Errno.EINTR.code());
    return result < 0 ? (int) -result : 0;
  }

  /**
   * Sends one message that lies in two places; see {@link #send}. Makes no object.
   *
   * @param vector memory of the caller for two struct iovec, 32 bytes
   */
  int send(long vector, long head, int headLength, long data, int dataLength) {
    Memory.putLong(vector, head);
    Memory.putLong(vector + 8, headLength);
    Memory.putLong(vector + 16, data);
    Memory.putLong(vector + 24, dataLength);
    long result;
    do {
      result = Libc.current().call(Syscall.WRITEV, fd.number(), vector, 2);
    } while (result == -Errno.EINTR.code());
    return result < 0 ? (int) -result : 0;
  }

  /** Whether the file system was unmounted, or the connection aborted. Does not wait. */
  boolean isGone() {
    try {
      return (Poll.events(fd, 0, Duration.ZERO) & (Poll.ERR | Poll.HUP)) != 0;
    } catch (LinuxException e) {
      return false; // a signal came: the caller looks again
    }
  }
}
