// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * System calls by libc's {@code syscall}, where {@link SyscallStub} is refused: a second shape, and
 * 40 bytes of garbage per call.
 */
final class CapturedErrno {
  private static final MethodHandle SYSCALL =
      Linker.nativeLinker()
          .downcallHandle(
              Downcall.symbol("syscall"), Downcall.SHAPE, Linker.Option.captureCallState("errno"));

  private static final ThreadLocal<MemorySegment> ERRNO =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private CapturedErrno() {}

  /** The result of the call, or the negative errno. */
  static long call(long number, long a, long b, long c, long d, long e, long f) {
    MemorySegment errno = ERRNO.get();
    long result;
    try {
      result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
    } catch (Throwable unexpected) {
      throw new AssertionError("syscall does not throw", unexpected);
    }
    return result == -1 ? -errno.get(ValueLayout.JAVA_INT, 0) : result;
  }
}
