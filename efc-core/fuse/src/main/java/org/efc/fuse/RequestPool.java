// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a session, made when needed, up to a limit. A reader that finds none free waits:
 * that is the back-pressure on the kernel, which queues. The one released last is taken first: its
 * memory is warm, and what a burst needed once stays untouched.
 *
 * <p>A request that is answered within its dispatch never comes here: its reader goes on with it.
 */
final class RequestPool {
  private static final int MOST_DISCARDED = 256;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request> free;
  private final int limit;
  private final Function<RequestPool, Request> maker;
  private volatile Request[] all = {};
  private int usable;
  private int discarded;
  private boolean closed;

  RequestPool(int limit, Function<RequestPool, Request> maker) {
    this.limit = limit;
    this.maker = maker;
    this.free = new ArrayDeque<>(limit);
  }

  /** A free request, or null once the pool is closed. */
  @Nullable Request take() {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          return null;
        }
        Request request = free.pollFirst();
        if (request != null) {
          return request;
        }
        if (usable < limit) {
          return make();
        }
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private Request make() {
    Request request = maker.apply(this);
    Request[] before = all;
    Request[] after = Arrays.copyOf(before, before.length + 1);
    after[before.length] = request;
    all = after;
    usable++;
    return request;
  }

  void put(Request request) {
    lock.lock();
    try {
      free.addFirst(request);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A request is abandoned: it counts no longer, and another may be made for it.
   *
   * @throws FuseException when so many were that their memory is better got back by a new process
   */
  void discard(Request abandoned) {
    lock.lock();
    try {
      if (++discarded > MOST_DISCARDED) {
        throw new FuseException(
            "more than " + MOST_DISCARDED + " requests failed with an exception");
      }
      all = Arrays.stream(all).filter(each -> each != abandoned).toArray(Request[]::new);
      usable--;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody gets a request any more; those who wait are told. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Gives the memory of all requests back; after {@link #close}, when none is in flight. */
  void unmap() {
    lock.lock();
    try {
      free.clear();
      for (Request request : all) {
        request.unmap();
      }
      all = new Request[0];
    } finally {
      lock.unlock();
    }
  }

  /** The request that awaits the answer to {@code unique}, or null. */
  @Nullable Request find(long unique) {
    for (Request request : all) {
      if (request.isPending(unique)) {
        return request;
      }
    }
    return null;
  }

  /** How many requests were read and not released. */
  int inFlight() {
    int count = 0;
    for (Request request : all) {
      if (request.isInFlight()) {
        count++;
      }
    }
    return count;
  }
}
