// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.Arrays;
import org.efc.fuse.wire.MessageMemory;
import org.jspecify.annotations.Nullable;

/**
 * Memory for data, in sizes of 4 KiB, 8 KiB, 16 KiB and so on up to the largest message. It belongs
 * to readers, which read messages into the largest size, and to requests while their data are under
 * way; never to an idle request.
 *
 * <p>What is given back is kept, as the next request of that size needs it, until {@link #trim} has
 * seen two times in a row that less was enough.
 */
final class PayloadPool {
  private static final int SMALLEST_BITS = 12;

  /** Room for the largest extended attribute (XATTR_SIZE_MAX) and for a listing. */
  private static final int LEAST_LARGEST = 64 << 10;

  /** Free memory that is not worth a look. */
  private static final long WORTH_A_LOOK = 2 << 20;

  /** Hears that there may be something to {@link #trim}. */
  interface ExcessListener {
    void excess();
  }

  private final int largest;
  private final Shelf[] shelves;
  private volatile @Nullable ExcessListener listener;
  private long mapped;
  private long free;

  /** What there is of one size. */
  private static final class Shelf {
    MessageMemory[] free = new MessageMemory[4];
    int count;
    int used;

    /** The most in use since the last look, and between the last two. */
    int peak;

    int earlierPeak;

    /** What the present look leaves. */
    int keep;
  }

  /**
   * @param maxWrite the most bytes that one WRITE or READ carries, as negotiated
   */
  PayloadPool(int maxWrite) {
    this.largest = Math.max(maxWrite, LEAST_LARGEST);
    this.shelves = new Shelf[shelf(largest) + 1];
    for (int i = 0; i < shelves.length; i++) {
      shelves[i] = new Shelf();
    }
  }

  private static int shelf(int size) {
    return size <= 1 << SMALLEST_BITS
        ? 0
        : Integer.SIZE - Integer.numberOfLeadingZeros(size - 1) - SMALLEST_BITS;
  }

  private int sizeOf(int shelf) {
    return shelf == shelves.length - 1 ? largest : 1 << (shelf + SMALLEST_BITS);
  }

  /** The most bytes of data that a message may have. */
  int largest() {
    return largest;
  }

  /** Memory for a message of any size. */
  MessageMemory takeLargest() {
    return take(largest);
  }

  /** Memory for {@code size} bytes of data, 0..{@link #largest}. */
  MessageMemory take(int size) {
    int number = shelf(size);
    Shelf shelf = shelves[number];
    synchronized (this) {
      shelf.used++;
      shelf.peak = Math.max(shelf.peak, shelf.used);
      if (shelf.count > 0) {
        MessageMemory memory = shelf.free[--shelf.count];
        free -= memory.mappedSize();
        return memory;
      }
    }
    MessageMemory made = new MessageMemory(sizeOf(number));
    synchronized (this) {
      mapped += made.mappedSize();
    }
    return made;
  }

  /** Who is to hear of an excess; often told, also of what is known. */
  void onExcess(ExcessListener hears) {
    listener = hears;
  }

  /** Nothing of the memory is used any more. */
  void put(MessageMemory memory) {
    ExcessListener hears = listener;
    if (shelve(memory) && hears != null) {
      hears.excess();
    }
  }

  private synchronized boolean shelve(MessageMemory memory) {
    Shelf shelf = shelves[shelf(memory.payloadSize())];
    shelf.used--;
    if (shelf.count == shelf.free.length) {
      shelf.free = Arrays.copyOf(shelf.free, 2 * shelf.count);
    }
    shelf.free[shelf.count++] = memory;
    free += memory.mappedSize();
    return hasExcess();
  }

  /** The memory is given up while somebody may still write to it: it stays mapped for ever. */
  synchronized void abandon(MessageMemory memory) {
    shelves[shelf(memory.payloadSize())].used--;
  }

  /** Whether so much is free that {@link #trim} is worth a look. */
  synchronized boolean hasExcess() {
    return free > WORTH_A_LOOK;
  }

  /** The bytes that are mapped, and resident. */
  synchronized long mapped() {
    return mapped;
  }

  /** Unmaps what was not in use at once, neither since the last call nor before it. */
  void trim() {
    for (Shelf shelf : shelves) {
      MessageMemory surplus = surplus(shelf, true);
      while (surplus != null) {
        surplus.unmap();
        surplus = surplus(shelf, false);
      }
    }
  }

  private synchronized @Nullable MessageMemory surplus(Shelf shelf, boolean looks) {
    if (looks) {
      shelf.keep = Math.max(shelf.peak, shelf.earlierPeak);
      shelf.earlierPeak = shelf.peak;
      shelf.peak = shelf.used;
    }
    if (shelf.count == 0 || shelf.count + shelf.used <= shelf.keep) {
      return null;
    }
    return unshelve(shelf);
  }

  private MessageMemory unshelve(Shelf shelf) {
    MessageMemory memory = shelf.free[--shelf.count];
    free -= memory.mappedSize();
    mapped -= memory.mappedSize();
    return memory;
  }

  /** Unmaps all that is free. */
  synchronized void unmap() {
    for (Shelf shelf : shelves) {
      while (shelf.count > 0) {
        unshelve(shelf).unmap();
      }
    }
  }
}
