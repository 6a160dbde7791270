// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many requests the file system has at a time. The others are read, since nobody can tell
 * before what a message is, and an INTERRUPT, a FORGET or the end of the mount must be heard: they
 * wait here in order, each with its small memory only and the data of a WRITE. A request that waits
 * was not begun: when its caller is killed the request is gone, and when this process is killed the
 * kernel sends it again.
 *
 * <p>Those that wait are to hold little memory: while they hold {@link #MOST_BYTES}, a reader waits
 * for one of them to be let in. That is soon, unless the storage is away. Then the reader waits for
 * {@link #PATIENCE_NANOS} and goes on: it is heard within that time that a caller is killed, and
 * the memory grows slowly, to what the callers themselves have in WRITEs, or to {@link
 * #LAST_BYTES}. There readers stop, and only look whether the mount is there.
 */
final class Admission {
  /** What those that wait hold in all as a rule, in bytes. */
  static final long MOST_BYTES = 64 << 20;

  /** What they hold at the very most: the WRITEs of 1 MiB of a thousand callers. */
  static final long LAST_BYTES = 1 << 30;

  /** How long a reader does not read because of {@link #MOST_BYTES}. */
  static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Of a request that waits, apart from its data: a page, and the views of it. */
  static final long BYTES_EACH = 8 << 10;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int limit;
  private final AtomicInteger inUse = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Request> line = new ArrayDeque<>();

  /** The length of the line, for those who have not the lock. */
  private volatile int waiting;

  private long bytes;
  private boolean admitsAll;
  private boolean woken;
  private boolean ended;

  /**
   * @param limit the most requests that the file system has at a time
   */
  Admission(int limit) {
    this.limit = limit;
  }

  /** Lets a request in, unless others wait or the file system has enough. */
  boolean enter() {
    return waiting == 0 && takePlace();
  }

  private boolean takePlace() {
    while (true) {
      int now = inUse.get();
      if (now >= limit) {
        return false;
      }
      if (inUse.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  /** A request that was let in is answered, and its memory is free. */
  void leave() {
    inUse.decrementAndGet();
    if (waiting > 0) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Puts a request at the end of the line. Waits while those in it hold too much memory.
   *
   * @return whether it waits now; false when the mount is gone
   */
  boolean park(Request request, FuseDevice device) {
    long patienceEnds = 0;
    lock.lock();
    try {
      while (!ended) {
        long most = MOST_BYTES;
        if (patienceEnds == 0) {
          patienceEnds = System.nanoTime() + PATIENCE_NANOS;
        } else if (System.nanoTime() - patienceEnds >= 0) {
          most = LAST_BYTES;
        }
        long cost = BYTES_EACH + request.dataBytes();
        if (bytes + cost <= most || line.isEmpty() || admitsAll) {
          line.addLast(request);
          bytes += cost;
          waiting = line.size();
          changed.signalAll();
          return true;
        }
        await(LOOK_NANOS);
        if (device.isGone()) {
          return false;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The callers look again at what they wait for, in a loop of their own. */
  @SuppressWarnings("WaitNotInLoop")
  private void await(long nanos) {
    try {
      long ignored = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Nobody interrupts a thread of the session; the next look is due anyway.
    }
  }

  /**
   * Waits for the next request that may be let in, and lets it in.
   *
   * @param atMostNanos how long; the time is over also when {@link #wake} was called
   * @return null when there is none, or the session has ended
   */
  @Nullable Request next(long atMostNanos) {
    lock.lock();
    try {
      if (!ended && !woken && !mayEnter()) {
        await(atMostNanos);
      }
      woken = false;
      if (ended || line.isEmpty() || !takePlace()) {
        return null;
      }
      Request request = line.removeFirst();
      removed(request);
      return request;
    } finally {
      lock.unlock();
    }
  }

  private boolean mayEnter() {
    return !line.isEmpty() && inUse.get() < limit;
  }

  private void removed(Request request) {
    bytes -= BYTES_EACH + request.dataBytes();
    waiting = line.size();
    changed.signalAll();
  }

  /**
   * Takes a request out of the line: it was never begun, and never will be.
   *
   * @return false when it does not wait, or is another by now
   */
  boolean withdraw(Request request, long unique) {
    lock.lock();
    try {
      if (!request.isPending(unique) || !line.remove(request)) {
        return false;
      }
      removed(request);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the wait of {@link #next}, or the next one. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Readers are to come back at once: what they have in hand is let into the line. */
  void stopReading() {
    lock.lock();
    try {
      admitsAll = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody is let in any more; those that wait are forgotten. The kernel has them still. */
  void end() {
    lock.lock();
    try {
      ended = true;
      for (Request request : line) {
        request.forget();
      }
      line.clear();
      waiting = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** How many requests the file system has. */
  int inUse() {
    return inUse.get();
  }

  /** How many requests wait. */
  int waiting() {
    return waiting;
  }
}
