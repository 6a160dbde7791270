// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.efc.common.Name;
import org.efc.common.linux.Memory;

/**
 * Native memory of one thread for the arguments of system calls, so that none is allocated per
 * call. Each area is overwritten by the next use of it.
 */
final class Scratch {
  static final int STATX_SIZE = 256;
  static final int ENTRIES_SIZE = 32 * 1024;
  static final int PATH_SIZE = 4096;
  static final int MAX_GROUPS = 1024;

  /** {@code struct file_handle} with MAX_HANDLE_SZ bytes (linux/exportfs.h). */
  static final int FILE_HANDLE_SIZE = 8 + 128;

  private static final ThreadLocal<Scratch> CURRENT = ThreadLocal.withInitial(Scratch::new);
  private static final int NAME_SIZE = 256;
  private static final int WORDS_SIZE = 128;
  private static final int SIZE =
      STATX_SIZE
          + ENTRIES_SIZE
          + PATH_SIZE
          + 2 * NAME_SIZE
          + FILE_HANDLE_SIZE
          + WORDS_SIZE
          + 4 * MAX_GROUPS
          + 8;

  private final ByteBuffer memory = ByteBuffer.allocateDirect(SIZE).alignedSlice(8);
  final long statx = Memory.address(memory);
  final long entries = statx + STATX_SIZE;
  private final long path = entries + ENTRIES_SIZE;
  private final long firstName = path + PATH_SIZE;
  private final long secondName = firstName + NAME_SIZE;
  final long fileHandle = secondName + NAME_SIZE;

  /** Room for a few numbers: a mount id, two timespecs, a struct statfs. */
  final long words = fileHandle + FILE_HANDLE_SIZE;

  final long groups = words + WORDS_SIZE;

  private Scratch() {}

  /** That of the calling thread. */
  static Scratch current() {
    return CURRENT.get();
  }

  /** The address of a name. */
  long name(Name name) {
    return put(name.toBytes(), firstName);
  }

  /** The address of a second name of the same call. */
  long otherName(Name name) {
    return put(name.toBytes(), secondName);
  }

  /** The address of an empty path, for AT_EMPTY_PATH. */
  long empty() {
    Memory.putByte(path, (byte) 0);
    return path;
  }

  /** Uninitialized memory for a path of at most 4095 bytes. */
  long path() {
    return path;
  }

  /** The address of a path or a text; at most 4095 bytes. */
  long path(byte[] bytes) {
    return put(bytes, path);
  }

  /** The address of a path or a text. */
  long path(String text) {
    return put(text.getBytes(StandardCharsets.US_ASCII), path);
  }

  /** The address of the path that stands for a descriptor, also for one opened with O_PATH. */
  long pathOf(int fd) {
    return path("/proc/self/fd/" + fd);
  }

  private static long put(byte[] bytes, long address) {
    Memory.copy(bytes, 0, address, bytes.length);
    Memory.putByte(address + bytes.length, (byte) 0);
    return address;
  }
}
