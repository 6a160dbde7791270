// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Poll;
import org.efc.common.linux.Syscall;

/** A descriptor of a process, pidfd_open(2): it never comes to mean another process. */
public final class PidFd implements AutoCloseable {
  /** Linux 6.9, include/uapi/linux/pidfd.h: O_EXCL. */
  private static final int PIDFD_THREAD = 0x80;

  private final Fd fd;

  private PidFd(Fd fd) {
    this.fd = fd;
  }

  /** Empty when the process is gone, or its id belongs to another one by now. */
  public static Optional<PidFd> open(ProcessIdentity process) {
    long result = Libc.current().call(Syscall.PIDFD_OPEN, process.pid(), 0, 0);
    if (result == -Errno.ESRCH.code()) {
      return Optional.empty();
    }
    if (result < 0) {
      throw new LinuxException("pidfd_open " + process.pid(), Errno.of((int) -result));
    }
    PidFd pidFd = new PidFd(Fd.owning((int) result));
    // The descriptor now pins the process, so an equal start time proves that it is the one meant.
    if (!process.isAlive()) {
      pidFd.close();
      return Optional.empty();
    }
    return Optional.of(pidFd);
  }

  /**
   * A descriptor of one thread of this process, which can only be waited for: it ends a moment
   * before the process, whose last thread gives the memory back.
   *
   * @param name of the thread, as the kernel knows it: not that of the first one, whose end is told
   *     with that of the process
   * @return empty when there is no such thread, or the kernel is older than Linux 6.9
   */
  public static Optional<PidFd> ofThread(ProcessIdentity process, String name) {
    return threadNamed(process.pid(), name)
        .map(thread -> (int) Libc.current().call(Syscall.PIDFD_OPEN, thread, PIDFD_THREAD, 0))
        .filter(result -> result >= 0)
        .map(result -> new PidFd(Fd.owning(result)));
  }

  private static Optional<Integer> threadNamed(int pid, String name) {
    Path tasks = Path.of("/proc", Integer.toString(pid), "task");
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      for (Path thread : threads) {
        if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
          return Optional.of(Integer.parseInt(String.valueOf(thread.getFileName())));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // a thread has ended, or all of them have
      return Optional.empty();
    }
    return Optional.empty();
  }

  /** Blocks a platform thread until the process is dead, however long that is. */
  public void awaitExit() {
    Poll.awaitEvents(fd, Poll.IN);
  }

  /** The same for so long at most; returns whether it is dead. */
  public boolean awaitExit(Duration atMost) {
    return Poll.events(fd, Poll.IN, atMost) != 0;
  }

  /** pidfd_send_signal(2); a process that is gone already is fine. */
  public void signal(int signal) {
    long result = Libc.current().call(Syscall.PIDFD_SEND_SIGNAL, fd.number(), signal, 0);
    if (result < 0 && result != -Errno.ESRCH.code()) {
      throw new LinuxException("pidfd_send_signal " + signal, Errno.of((int) -result));
    }
  }

  /**
   * pidfd_getfd(2): a duplicate of descriptor {@code number} of that process.
   *
   * @throws LinuxException EPERM without the right to trace it, EBADF when it has none such
   */
  public Fd takeDuplicate(int number) {
    return Fd.owning(
        (int)
            Libc.current()
                .require(
                    "pidfd_getfd of descriptor " + number,
                    Syscall.PIDFD_GETFD,
                    fd.number(),
                    number,
                    0,
                    0,
                    0,
                    0));
  }

  @Override
  public void close() {
    fd.close();
  }
}
