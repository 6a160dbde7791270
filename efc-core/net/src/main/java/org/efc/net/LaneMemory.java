// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
import org.efc.common.linux.Memory;

/**
 * The buffers of one lane in one mapping, which is given back when the lane has ended: a garbage
 * collector that hardly ever runs would keep the buffers of each attempt to reach a server that is
 * away. Pages that nothing touches cost nothing.
 */
final class LaneMemory {
  private final long address;
  private final long size;
  private long used;

  /**
   * @param size bytes of all buffers
   */
  LaneMemory(long size) {
    this.size = size;
    this.address = Memory.map(size);
  }

  /** The next buffer. */
  ByteBuffer take(int bytes) {
    if (bytes > size - used) {
      throw new IllegalStateException(
          "buffer of " + bytes + " bytes, only " + (size - used) + " of " + size + " are left");
    }
    ByteBuffer buffer = Memory.buffer(address + used, bytes);
    used += bytes;
    return buffer;
  }

  /** Gives all buffers back: none of them may be used any more. */
  void free() {
    Memory.unmap(address, size);
  }
}
