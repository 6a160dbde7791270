// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.efc.common.Errno;

/**
 * System calls, by the one {@link Downcall} shape: they make no object, whatever compiler runs.
 * Pointers travel as {@code long}.
 *
 * <p>A call that may block must run on a platform thread, since it pins a virtual thread's carrier.
 */
public final class Libc {
  private static final Libc INSTANCE = new Libc();

  /** NULL where no code of ours may be executed. */
  private static final MemorySegment STUB = SyscallStub.map(Downcall.symbol("syscall"));

  private static final boolean HAS_STUB = STUB.address() != 0;

  private static final MethodHandle SYSCALL = Downcall.FUNCTION.bindTo(STUB);

  static {
    if (!HAS_STUB) {
      System.getLogger(Libc.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              "no memory may be made executable: system calls go by libc, 40 bytes of garbage each");
    }
  }

  private Libc() {}

  /** The way to the kernel, for any thread. */
  public static Libc current() {
    return INSTANCE;
  }

  /** Whether calls make no object. */
  static boolean isFrugal() {
    return HAS_STUB;
  }

  static MemorySegment symbol(String name) {
    return Downcall.symbol(name);
  }

  /**
   * A function of libc that takes at most three integers or pointers: by both calling conventions
   * further arguments, in registers or above the frame, do no harm, so that the one shape does for
   * it.
   */
  long callSymbol(String name, long a, long b, long c) {
    return (int) Downcall.call(symbol(name), a, b, c, 0, 0, 0, 0);
  }

  /** The result of the call, or the negative errno. */
  public long call(Syscall call, long a, long b, long c, long d, long e, long f) {
    if (!HAS_STUB) {
      return CapturedErrno.call(call.number(), a, b, c, d, e, f);
    }
    try {
      return (long) SYSCALL.invokeExact((long) call.number(), a, b, c, d, e, f);
    } catch (Throwable unexpected) {
      throw new AssertionError("a system call does not throw", unexpected);
    }
  }

  public long call(Syscall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  public long call(Syscall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  /**
   * The result of the call.
   *
   * @param what for the message: the call and what it is about
   * @throws LinuxException with the errno
   */
  public long require(String what, Syscall call, long a, long b, long c, long d, long e, long f) {
    long result = call(call, a, b, c, d, e, f);
    if (result < 0) {
      throw new LinuxException(what, Errno.of((int) -result));
    }
    return result;
  }
}
