// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The request objects of a session, made when needed. They are small, since data lie elsewhere
 * ({@link PayloadPool}): how many requests are read is bounded by {@link Admission}. The one
 * released last is taken first: its memory is warm.
 *
 * <p>A request that is answered within its dispatch never comes here: its reader goes on with it.
 */
final class RequestPool {
  private static final int MOST_DISCARDED = 256;

  /** Makes request objects. */
  interface Maker {
    Request make(RequestPool owner);
  }

  private final Maker maker;
  private final int kept;

  /** Every object that may have a request; null behind the last one. */
  private volatile @Nullable Request[] all = new Request[16];

  private int made;
  private Request[] free = new Request[16];
  private int freeCount;
  private int discarded;

  /**
   * @param kept how many free ones keep their memory; of others it is dropped when all is quiet
   */
  RequestPool(int kept, Maker maker) {
    this.kept = kept;
    this.maker = maker;
  }

  /** A free request. */
  synchronized Request take() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    Request request = maker.make(this);
    @Nullable Request[] array = made < all.length ? all : Arrays.copyOf(all, 2 * made);
    array[made++] = request;
    all = array; // the same array, too: the store makes the new element visible
    return request;
  }

  synchronized void put(Request request) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, 2 * freeCount);
    }
    free[freeCount++] = request;
  }

  /**
   * A request is abandoned: it serves no other.
   *
   * @throws FuseException when so many were that their memory is better got back by a new process
   */
  synchronized void discard(Request abandoned) {
    if (++discarded > MOST_DISCARDED) {
      throw new FuseException("more than " + MOST_DISCARDED + " requests failed with an exception");
    }
    @Nullable Request[] array = new Request[all.length];
    int count = 0;
    for (int i = 0; i < made; i++) {
      Request each = all[i];
      if (each != abandoned) {
        array[count++] = each;
      }
    }
    made = count;
    all = array;
  }

  /** Drops the memory of free requests that only a burst needed. */
  synchronized void trim() {
    for (int i = 0; i < freeCount - kept; i++) {
      free[i].dropMemory();
    }
  }

  /** Gives the memory of all requests back, when none is in use. */
  synchronized void unmap() {
    freeCount = 0;
    for (Request request : all) {
      if (request != null) {
        request.unmap();
      }
    }
    made = 0;
    all = new Request[16];
  }

  /** The request that awaits the answer to {@code unique}, or null. */
  @Nullable Request find(long unique) {
    for (Request request : all) {
      if (request == null) {
        return null;
      }
      if (request.isPending(unique)) {
        return request;
      }
    }
    return null;
  }
}
