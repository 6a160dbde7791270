// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.efc.common.Errno;

/**
 * System calls. There is exactly one downcall shape, libc's {@code long syscall(long, ...)} with
 * six arguments: each further shape would cost 3-9 ms at start. Pointers travel as {@code long}.
 *
 * <p>An instance belongs to one thread (it owns the memory errno is captured in): {@link #current}.
 * A call that may block must run on a platform thread, since it pins a virtual thread's carrier.
 */
public final class Libc {
  /** Its first argument is the function's address. */
  private static final MethodHandle FUNCTION =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Linker.Option.captureCallState("errno"));

  private static final MethodHandle SYSCALL = FUNCTION.bindTo(symbol("syscall"));

  private static final ThreadLocal<Libc> CURRENT = ThreadLocal.withInitial(Libc::new);

  private final MemorySegment errno = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

  private Libc() {}

  /** The instance of the calling thread. */
  public static Libc current() {
    return CURRENT.get();
  }

  static MemorySegment symbol(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  /**
   * A function of libc that takes at most three integers or pointers: by both calling conventions
   * further arguments, in registers, do no harm, so that the one shape does for it.
   */
  long callSymbol(String name, long a, long b, long c) {
    try {
      return (int) (long) FUNCTION.invokeExact(symbol(name), errno, a, b, c, 0L, 0L, 0L, 0L);
    } catch (Throwable unexpected) {
      throw new AssertionError(name + " does not throw", unexpected);
    }
  }

  /** The result of the call, or the negative errno. */
  public long call(Syscall call, long a, long b, long c, long d, long e, long f) {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(errno, (long) call.number(), a, b, c, d, e, f);
    } catch (Throwable unexpected) {
      throw new AssertionError("syscall does not throw", unexpected);
    }
    return result == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : result;
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
