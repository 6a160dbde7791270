// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The one shape of downcall that there is: seven integers or pointers in, one out. A further shape
 * would cost 3-9 ms at start.
 */
final class Downcall {
  static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  /** Its first argument is the function's address. Makes no object, whatever compiler runs. */
  static final MethodHandle FUNCTION = Linker.nativeLinker().downcallHandle(SHAPE);

  private Downcall() {}

  /** A function of libc. */
  static MemorySegment symbol(String name) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(name);
  }

  /** What the function returns; it gets zeros for the arguments that are not here. */
  static long call(MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
    try {
      return (long) FUNCTION.invokeExact(function, a, b, c, d, e, f, g);
    } catch (Throwable unexpected) {
      throw new AssertionError("native code does not throw", unexpected);
    }
  }
}
