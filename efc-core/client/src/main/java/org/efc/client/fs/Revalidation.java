// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Makes the kernel ask again for attributes that it believes for a while, when an open shows that
 * they are old: else a reader would see the old size until they time out. A thread of its own does
 * it, as no thread that processes a request may notify the kernel.
 *
 * <p>An invalidation has the kernel ignore what it asked for before: who waits for a GETATTR then
 * goes on with the old size. So none is sent twice for one version, and it waits a little for
 * GETATTRs under way.
 */
public final class Revalidation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Revalidation.class.getName());

  private static final int STRIPES = 256;
  private static final long PATIENCE_NANOS = 20_000_000;
  private static final long STEP_NANOS = 50_000;

  private record Work(long nodeid, BooleanSupplier needed, Runnable then) {}

  /** GETATTRs under way, by node id; several share a place. */
  private final AtomicIntegerArray asking = new AtomicIntegerArray(STRIPES);

  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
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
    queue.add(new Work(nodeid, needed, then));
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

  private void awaitAnswers(long nodeid) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (asking.get(stripe(nodeid)) > 0 && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private void run() {
    try {
      while (true) {
        Work work = queue.take();
        try {
          if (work.needed.getAsBoolean()) {
            awaitAnswers(work.nodeid);
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
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
