// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;

/**
 * Wakes threads that are blocked in a system call: the call ends with EINTR. A thread that should
 * be woken must look at a flag before each blocking call; since a signal that comes between the
 * look and the call is lost, {@link #wakeAll} is to be repeated until the thread has left.
 *
 * <p>It spares a poll(2) before each blocking call. The signal's handler is {@code getpid}, a
 * function without effect, and is installed without SA_RESTART, which is all that EINTR needs.
 */
public final class WakeSignal {
  /** A real-time signal that neither glibc (32, 33), nor the JVM (62), nor the shell uses. */
  static final int NUMBER = 50;

  /** struct sigaction of glibc and musl, 64 bit: handler, mask, flags, restorer. */
  private static final int SIGACTION_SIZE = 152;

  static {
    install();
  }

  private final Set<Integer> threads = new HashSet<>();

  private static void install() {
    Libc libc = Libc.current();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment action = arena.allocate(SIGACTION_SIZE, 8);
      action.set(ValueLayout.JAVA_LONG, 0, Libc.symbol("getpid").address());
      // libc's function and not the system call: on amd64 the kernel wants a restorer from libc.
      long result = libc.callSymbol("sigaction", NUMBER, action.address(), 0);
      if (result != 0) {
        throw new LinuxException("sigaction of signal " + NUMBER, org.efc.common.Errno.EINVAL);
      }
    }
  }

  /** The calling thread may be woken from now on, until it {@link #leave leaves}. */
  public void enter() {
    synchronized (threads) {
      threads.add((int) Libc.current().call(Syscall.GETTID, 0));
    }
  }

  /** The calling thread may be woken no longer: its id may soon be another thread's. */
  public void leave() {
    synchronized (threads) {
      threads.remove((int) Libc.current().call(Syscall.GETTID, 0));
    }
  }

  /** Ends the blocking call that each thread which entered is in. */
  public void wakeAll() {
    Libc libc = Libc.current();
    long process = libc.call(Syscall.GETPID, 0);
    synchronized (threads) {
      for (int thread : threads) {
        libc.call(Syscall.TGKILL, process, thread, NUMBER);
      }
    }
  }
}
