// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.nio.ByteBuffer;
import org.efc.common.linux.Memory;

/**
 * Native memory by address as a buffer, without a buffer per address: one buffer spans 1 GiB of the
 * address space around the last address, and only its position and limit change. What a process
 * maps lies close together, so the window hardly ever moves. Belongs to one thread at a time.
 */
final class MemoryWindow {
  private static final int SIZE = 1 << 30;

  /** Windows begin at multiples of this, so that each has room for transfers of this size. */
  private static final int STEP = SIZE / 2;

  private ByteBuffer window = ByteBuffer.allocate(0);
  private long start;

  /** The memory from position to limit; good until the next call. At most {@link #STEP} bytes. */
  ByteBuffer of(long address, int length) {
    if (address < start || address + length > start + window.capacity()) {
      start = address & -STEP;
      window = Memory.buffer(start, SIZE);
    }
    int position = (int) (address - start);
    return window.limit(position + length).position(position);
  }
}
