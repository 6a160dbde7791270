// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the kernel ask again for attributes that it believes for a while, when an open shows that
 * they are old: else a reader would see the old size until they time out. A thread of its own does
 * it, as no thread that processes a request may notify the kernel.
 *
 * <p>An invalidation has the kernel ignore what it asked for before: who waits for a GETATTR then
 * goes on with the old size. So none is sent twice for one version, and it waits a little for
 * GETATTRs under way, and for those that are to come: the kernel asks after an open that drops
 * attributes, and that it has understood the answer shows in its first read or in its close.
 */
public final class Revalidation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Revalidation.class.getName());

  private static final int STRIPES = 256;
  private static final long PATIENCE_NANOS = 20_000_000;
  private static final long SETTLING_NANOS = 50_000_000;
  private static final long STEP_NANOS = 50_000;

  private record Work(long nodeid, BooleanSupplier needed, Runnable then, long since) {}

  /** GETATTRs under way, by node id; several share a place. */
  private final AtomicIntegerArray asking = new AtomicIntegerArray(STRIPES);

  /** Opens that dropped attributes and have not been followed by a read or a close. */
  private final AtomicIntegerArray unsettled = new AtomicIntegerArray(STRIPES);

  /** System.nanoTime until which they are waited for. */
  private final AtomicLongArray settledBy = new AtomicLongArray(STRIPES);

  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final Deque<Work> waiting = new ArrayDeque<>();
  private volatile LongConsumer invalidate = nodeid -> {};
  private final Thread thread;

  public Revalidation() {
    thread = Thread.ofPlatform().name("revalidation").daemon().unstarted(this::run);
    thread.start();
  }

  /**
   * @param invalidateAttributes drops the kernel's attributes of a node id
   */
  public void by(LongConsumer invalidateAttributes) {
    invalidate = invalidateAttributes;
  }

  /** Drops the attributes of an inode, and goes on when the kernel has none. */
  void attributesThen(long nodeid, Runnable then) {
    attributesThen(nodeid, () -> true, then);
  }

  /**
   * The same, unless it has become needless.
   *
   * @param needed asked when its turn has come
   */
  void attributesThen(long nodeid, BooleanSupplier needed, Runnable then) {
    queue.add(new Work(nodeid, needed, then, System.nanoTime()));
  }

  /** An open that had the kernel drop attributes is about to be answered: it will ask for them. */
  void opens(long nodeid) {
    settledBy.set(stripe(nodeid), System.nanoTime() + SETTLING_NANOS);
    unsettled.incrementAndGet(stripe(nodeid));
  }

  /** The kernel has done so, or never will. */
  void settled(long nodeid) {
    unsettled.decrementAndGet(stripe(nodeid));
  }

  /** A GETATTR is under way. */
  void asks(long nodeid) {
    asking.incrementAndGet(stripe(nodeid));
  }

  /** It is answered. */
  void answered(long nodeid) {
    asking.decrementAndGet(stripe(nodeid));
  }

  private static int stripe(long nodeid) {
    return (int) (nodeid ^ (nodeid >>> 32)) & (STRIPES - 1);
  }

  /** Whether nobody would miss what it asked for, or has been waited for long enough. */
  private boolean isTime(Work work) {
    int stripe = stripe(work.nodeid);
    long now = System.nanoTime();
    boolean answered = asking.get(stripe) == 0 || now - work.since >= PATIENCE_NANOS;
    boolean settled = unsettled.get(stripe) == 0 || now - settledBy.get(stripe) >= 0;
    return answered && settled;
  }

  private void run() {
    try {
      while (true) {
        @Nullable Work next =
            waiting.isEmpty() ? queue.take() : queue.poll(STEP_NANOS, TimeUnit.NANOSECONDS);
        if (next != null) {
          waiting.add(next);
        }
        waiting.removeIf(this::done);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private boolean done(Work work) {
    try {
      if (work.needed.getAsBoolean()) {
        if (!isTime(work)) {
          return false;
        }
        invalidate.accept(work.nodeid);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "attributes could not be invalidated", e);
    }
    try {
      work.then.run();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "after an invalidation", e);
    }
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
