// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An owned file descriptor: closed once, close-on-exec unless handed over.
 *
 * <p>The kernel gives the number of a closed descriptor to the next file that is opened. So a
 * number is good only as long as nobody closes. Where one thread closes what another one may be
 * using, the user {@linkplain #hold holds} it around each call: the descriptor is then closed when
 * the last user lets go. Where that can't be done, the user has a {@linkplain #duplicate()
 * duplicate} of its own.
 */
public final class Fd implements AutoCloseable {
  private static final int F_DUPFD_CLOEXEC = 1030;

  /** Added to the number of users when it is closed. */
  private static final int CLOSED = Integer.MIN_VALUE;

  /** Those below are standard input, output and errors. */
  private static final int FIRST = 3;

  private final int number;

  /** How many hold it; negative from when it is closed or given away. */
  private final AtomicInteger users = new AtomicInteger();

  private volatile boolean givenAway;

  private Fd(int number) {
    this.number = number;
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

  /**
   * The number, for a system call of a thread that knows that no other one closes this meanwhile.
   *
   * @throws IllegalStateException when it is closed or given away
   */
  public int number() {
    if (!isOpen()) {
      throw closed();
    }
    return number;
  }

  /**
   * The number, which no other file gets until {@link #letGo}, whoever closes this meanwhile.
   *
   * @throws IllegalStateException when it is closed or given away; then there is nothing to let go
   */
  public int hold() {
    while (true) {
      int now = users.get();
      if (now < 0) {
        throw closed();
      }
      if (users.compareAndSet(now, now + 1)) {
        return number;
      }
    }
  }

  /** Once for each {@link #hold}. */
  public void letGo() {
    if (users.decrementAndGet() == CLOSED) {
      closeNumber();
    }
  }

  /** How many hold it now. */
  int users() {
    return users.get() & Integer.MAX_VALUE;
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("file descriptor is closed");
  }

  public boolean isOpen() {
    return users.get() >= 0;
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
    if (!end(true)) {
      throw closed();
    }
    return number;
  }

  /** Nobody can use it from now on; who holds it may go on, and the last of them closes it. */
  @Override
  public void close() {
    end(false);
  }

  /** Whether this call is the one that ended it. */
  private boolean end(boolean givesAway) {
    while (true) {
      int now = users.get();
      if (now < 0) {
        return false;
      }
      // Held by this thread as well, until it has said whether the number is to be closed.
      if (users.compareAndSet(now, now + CLOSED + 1)) {
        givenAway = givesAway;
        letGo();
        return true;
      }
    }
  }

  private void closeNumber() {
    if (!givenAway) {
      // close(2) frees the number even when it reports an error, so there is nothing to retry.
      Libc.current().call(Syscall.CLOSE, number);
    }
  }

  @Override
  public String toString() {
    return isOpen() ? "fd " + number : "fd " + number + ", closed";
  }
}
