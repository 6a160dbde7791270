// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A file's bytes in blocks; what was never written is zero and takes no space. */
final class SparseBytes {
  static final int BLOCK = 16 * 1024;

  private final Map<Long, byte[]> blocks = new HashMap<>();
  private long size;

  long size() {
    return size;
  }

  /** Bytes of memory in use. */
  long used() {
    return (long) blocks.size() * BLOCK;
  }

  /** How much {@link #used} grows by a write of {@code count} bytes at {@code offset}. */
  long growth(long offset, int count) {
    long growth = 0;
    long end = Math.ceilDiv(offset + count, BLOCK); // not in bytes: that may be beyond a long
    for (long block = offset / BLOCK; block < end; block++) {
      growth += blocks.containsKey(block) ? 0 : BLOCK;
    }
    return growth;
  }

  int read(long offset, ByteBuffer destination) {
    int count = (int) Math.max(0, Math.min(destination.remaining(), size - offset));
    for (int done = 0; done < count; ) {
      long at = offset + done;
      int inBlock = (int) (at % BLOCK);
      int part = Math.min(count - done, BLOCK - inBlock);
      byte[] block = blocks.get(at / BLOCK);
      if (block == null) {
        for (int i = 0; i < part; i++) {
          destination.put((byte) 0);
        }
      } else {
        destination.put(block, inBlock, part);
      }
      done += part;
    }
    return count;
  }

  void write(long offset, ByteBuffer source) {
    long at = offset;
    while (source.hasRemaining()) {
      int inBlock = (int) (at % BLOCK);
      int part = Math.min(source.remaining(), BLOCK - inBlock);
      byte[] block = blocks.computeIfAbsent(at / BLOCK, _ -> new byte[BLOCK]);
      source.get(block, inBlock, part);
      at += part;
    }
    size = Math.max(size, at);
  }

  void truncate(long newSize) {
    if (newSize < size) {
      long kept = Math.ceilDiv(newSize, BLOCK);
      blocks.keySet().removeIf(block -> block >= kept);
      byte[] last = blocks.get(newSize / BLOCK);
      if (last != null) {
        // What comes back by a later extension must be zero.
        Arrays.fill(last, (int) (newSize % BLOCK), BLOCK, (byte) 0);
      }
    }
    size = newSize;
  }
}
