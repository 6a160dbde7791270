// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/** NUL-terminated strings for system calls, for the length of a try block. Not for hot paths. */
public final class CString implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();

  /** The address of a NUL-terminated copy of the UTF-8 bytes; valid until {@link #close}. */
  public long of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The address of a NUL-terminated copy; valid until {@link #close}. */
  public long of(byte[] bytes) {
    long address = allocate(bytes.length + 1L);
    Memory.copy(bytes, 0, address, bytes.length);
    return address;
  }

  /** Zeroed memory, 8-byte aligned; valid until {@link #close}. */
  public long allocate(long size) {
    return arena.allocate(size, 8).address();
  }

  @Override
  public void close() {
    arena.close();
  }
}
