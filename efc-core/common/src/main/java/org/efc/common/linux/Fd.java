// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.util.concurrent.atomic.AtomicInteger;

/** An owned file descriptor: closed once, close-on-exec unless handed over. */
public final class Fd implements AutoCloseable {
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int CLOSED = -1;

  /** Those below are standard input, output and errors. */
  private static final int FIRST = 3;

  private final AtomicInteger number;

  private Fd(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Takes ownership of an open descriptor. */
  public static Fd owning(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("not a file descriptor: " + number);
    }
    return new Fd(number);
  }

  /**
   * open(2) relative to the working directory.
   *
   * @param flags O_ bits of the architecture; O_CLOEXEC is added
   */
  public static Fd open(String path, int flags, int mode) {
    try (CString strings = new CString()) {
      return owning(
          (int)
              Libc.current()
                  .require(
                      "open " + path,
                      Syscall.OPENAT,
                      OpenFlags.AT_FDCWD,
                      strings.of(path),
                      flags | OpenFlags.O_CLOEXEC,
                      mode,
                      0,
                      0));
    }
  }

  /** The number, for a system call. */
  public int number() {
    int current = number.get();
    if (current == CLOSED) {
      throw new IllegalStateException("file descriptor is closed");
    }
    return current;
  }

  public boolean isOpen() {
    return number.get() != CLOSED;
  }

  /** A second descriptor of the same open file, close-on-exec. */
  public Fd duplicate() {
    return duplicate(FIRST);
  }

  /** The same, with a number that is not below this one. */
  public Fd duplicate(int least) {
    return owning(
        (int)
            Libc.current()
                .require(
                    "dup of fd " + number(),
                    Syscall.FCNTL,
                    number(),
                    F_DUPFD_CLOEXEC,
                    least,
                    0,
                    0,
                    0));
  }

  /** Gives the number away: the new owner closes it. */
  public int release() {
    int current = number.getAndSet(CLOSED);
    if (current == CLOSED) {
      throw new IllegalStateException("file descriptor is closed");
    }
    return current;
  }

  @Override
  public void close() {
    int current = number.getAndSet(CLOSED);
    if (current != CLOSED) {
      // close(2) frees the number even when it reports an error, so there is nothing to retry.
      Libc.current().call(Syscall.CLOSE, current);
    }
  }

  @Override
  public String toString() {
    return "fd " + number.get();
  }
}
