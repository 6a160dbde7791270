// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The calls under way on one lane. As a rule an id is a generation and a slot's index, so that
 * finding a reply's call is one array access, and a late reply to an earlier use is told apart. Ids
 * that calls have of their own ({@link Call#takeId}) are the negative numbers; their calls are
 * searched for. Guarded by the lane's lock.
 */
final class SlotTable {
  static final int MAX_SLOTS = 256;

  private final Slot[] slots;
  private final int[] free;
  private int freeCount;
  private long sequence;

  /**
   * @param size calls that may be under way, 1..256
   * @param headerBytes of each slot's header
   * @param headers memory for all of them
   */
  SlotTable(int size, int headerBytes, ByteBuffer headers) {
    if (size < 1 || size > MAX_SLOTS) {
      throw new IllegalArgumentException("slots are " + size + ", outside 1.." + MAX_SLOTS);
    }
    slots = new Slot[size];
    free = new int[size];
    // A process that gets the source port of an earlier one must not repeat its ids: the server
    // would answer from its duplicate request cache. No secret: SecureRandom would take 30 ms.
    int generation = ThreadLocalRandom.current().nextInt();
    for (int i = 0; i < size; i++) {
      slots[i] = new Slot(i, generation, headers.slice(i * headerBytes, headerBytes));
      free[freeCount++] = size - 1 - i;
    }
  }

  boolean isFull() {
    return freeCount == 0;
  }

  int used() {
    return slots.length - freeCount;
  }

  /** A free slot, now in use for {@code call}. */
  Slot take(Call call) {
    Slot slot = slots[free[--freeCount]];
    slot.generation++;
    slot.call = call;
    int named = call.takeId();
    slot.id = named != 0 ? named : (slot.generation << 8 | slot.index) & Integer.MAX_VALUE;
    slot.sequence = sequence++;
    return slot;
  }

  void release(Slot slot) {
    slot.call = null;
    slot.payload = Call.NO_PAYLOAD;
    slot.sentBytes = 0;
    slot.sentBefore = false;
    slot.attempts = 0;
    slot.receiving = false;
    slot.answered = false;
    slot.failure = null;
    slot.expired = false;
    free[freeCount++] = slot.index;
  }

  /** The slot whose reply is waited for under this id; null if there is none. */
  @Nullable Slot find(int id) {
    if (id < 0) {
      return findOwn(id);
    }
    int index = id & (MAX_SLOTS - 1);
    return index < slots.length && isWaiting(slots[index], id) ? slots[index] : null;
  }

  private @Nullable Slot findOwn(int id) {
    for (Slot slot : slots) {
      if (isWaiting(slot, id)) {
        return slot;
      }
    }
    return null;
  }

  private static boolean isWaiting(Slot slot, int id) {
    return slot.id == id && slot.call != null && slot.sentBytes > 0 && !slot.answered;
  }

  /** Slots in use, in the order of their calls. */
  List<Slot> inUse() {
    List<Slot> used = new ArrayList<>(used());
    for (Slot slot : slots) {
      if (slot.call != null) {
        used.add(slot);
      }
    }
    used.sort(Comparator.comparingLong(slot -> slot.sequence));
    return used;
  }
}
