// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Native memory by address, in the byte order of the machine. One segment spans everything, so that
 * an access costs no object: the caller answers for the bounds.
 */
public final class Memory {
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final VarHandle ATOMIC_LONG = ValueLayout.JAVA_LONG.varHandle();
  private static final VarHandle ATOMIC_INT = ValueLayout.JAVA_INT.varHandle();

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 1;
  private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MAP_POPULATE = 0x8000;
  private static final int MADV_DONTNEED = 4;
  private static final int PAGE = 4096;

  /** From here on MemorySegment.copy is one call of native code. */
  private static final int BULK = 256;

  private Memory() {}

  /**
   * Maps {@code size} bytes of private memory, page aligned. Unlike {@link Arena#allocate} it
   * touches no page, so that a large buffer costs only what is used of it.
   */
  public static long map(long size) {
    return map(size, MAP_PRIVATE_ANONYMOUS);
  }

  /**
   * The same with every page there from the beginning: for memory that the kernel copies to. A
   * process that is killed while it waits for a page in a system call fails that call's work.
   */
  public static long mapResident(long size) {
    return map(size, MAP_PRIVATE_ANONYMOUS | MAP_POPULATE);
  }

  private static long map(long size, int flags) {
    return Libc.current()
        .require("mmap " + size + " bytes", Syscall.MMAP, 0, size, PROT_READ_WRITE, flags, -1, 0);
  }

  /** Maps {@code size} bytes of a file, shared: stores survive a kill -9 of this process. */
  public static long mapShared(int fd, long offset, long size) {
    return Libc.current()
        .require(
            "mmap of fd " + fd, Syscall.MMAP, 0, size, PROT_READ_WRITE, MAP_SHARED, fd, offset);
  }

  public static void unmap(long address, long size) {
    Libc.current().require("munmap", Syscall.MUNMAP, address, size, 0, 0, 0, 0);
  }

  /**
   * Drops the pages of private memory: they stay mapped, read as zeros, and cost nothing until they
   * are touched again. The address is page aligned.
   */
  public static void drop(long address, long size) {
    Libc.current().require("madvise", Syscall.MADVISE, address, size, MADV_DONTNEED, 0, 0, 0);
  }

  /** The machine's page size in bytes; both supported architectures are run with 4 KiB pages. */
  public static int pageSize() {
    return PAGE;
  }

  /** A direct buffer over the memory; it lives as long as the memory does, which it doesn't own. */
  public static ByteBuffer buffer(long address, int size) {
    return MemorySegment.ofAddress(address).reinterpret(size).asByteBuffer();
  }

  /** The address of the first byte (position) of a direct buffer. */
  public static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  public static byte getByte(long address) {
    return ALL.get(ValueLayout.JAVA_BYTE, address);
  }

  public static short getShort(long address) {
    return ALL.get(SHORT, address);
  }

  public static int getInt(long address) {
    return ALL.get(INT, address);
  }

  public static long getLong(long address) {
    return ALL.get(LONG, address);
  }

  public static void putByte(long address, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, address, value);
  }

  public static void putShort(long address, short value) {
    ALL.set(SHORT, address, value);
  }

  public static void putInt(long address, int value) {
    ALL.set(INT, address, value);
  }

  public static void putLong(long address, long value) {
    ALL.set(LONG, address, value);
  }

  /** An aligned load that later loads can't pass. */
  public static long getLongAcquire(long address) {
    return (long) ATOMIC_LONG.getAcquire(ALL, address);
  }

  /** An aligned store that earlier stores can't pass: what was written before is seen with it. */
  public static void putLongRelease(long address, long value) {
    ATOMIC_LONG.setRelease(ALL, address, value);
  }

  /** Adds atomically; returns the value before. The address must be 8-byte aligned. */
  public static long getAndAddLong(long address, long delta) {
    return (long) ATOMIC_LONG.getAndAdd(ALL, address, delta);
  }

  public static boolean compareAndSetLong(long address, long expected, long value) {
    return ATOMIC_LONG.compareAndSet(ALL, address, expected, value);
  }

  public static int getIntAcquire(long address) {
    return (int) ATOMIC_INT.getAcquire(ALL, address);
  }

  public static void putIntRelease(long address, int value) {
    ATOMIC_INT.setRelease(ALL, address, value);
  }

  /** Copies bytes that don't overlap. Makes no object, whatever compiler runs. */
  public static void copy(long from, long to, long size) {
    if (size >= BULK) {
      MemorySegment.copy(ALL, from, ALL, to, size);
      return;
    }
    // The JDK looks whether short pieces overlap, and makes segments for that.
    long done = 0;
    for (; done + Long.BYTES <= size; done += Long.BYTES) {
      putLong(to + done, getLong(from + done));
    }
    for (; done < size; done++) {
      putByte(to + done, getByte(from + done));
    }
  }

  public static void copy(byte[] from, int offset, long to, int size) {
    MemorySegment.copy(from, offset, ALL, ValueLayout.JAVA_BYTE, to, size);
  }

  public static void copy(long from, byte[] to, int offset, int size) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, from, to, offset, size);
  }

  /** A copy of {@code size} bytes. */
  public static byte[] bytes(long address, int size) {
    byte[] copy = new byte[size];
    copy(address, copy, 0, size);
    return copy;
  }

  /** Zeroes; for the small structures of messages. Makes no object, whatever compiler runs. */
  public static void zero(long address, long size) {
    long at = address;
    long end = address + size;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      putLong(at, 0);
    }
    for (; at < end; at++) {
      putByte(at, (byte) 0);
    }
  }

  /** The number of bytes before the first NUL, at most {@code limit}. */
  public static int length(long address, int limit) {
    int length = 0;
    while (length < limit && getByte(address + length) != 0) {
      length++;
    }
    return length;
  }
}
