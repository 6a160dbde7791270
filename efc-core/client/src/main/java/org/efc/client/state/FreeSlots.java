// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.Arrays;

/** Numbers of slots that were used and are free again, the last one first. Not thread-safe. */
final class FreeSlots {
  private int[] slots = new int[16];
  private int count;

  void push(int slot) {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, 2 * count);
    }
    slots[count++] = slot;
  }

  /** A slot, or 0 when none is free. */
  int pop() {
    return count == 0 ? 0 : slots[--count];
  }
}
