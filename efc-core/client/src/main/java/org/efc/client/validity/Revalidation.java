// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.efc.common.linux.LinuxException;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;

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
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** {@link #runDue} returns it when nothing waits. */
  static final long NEVER = Long.MAX_VALUE;

  private record Work(long nodeid, BooleanSupplier needed, Runnable then, long since) {}

  /** GETATTRs under way, by node id; several share a place. */
  private final AtomicIntegerArray asking = new AtomicIntegerArray(STRIPES);

  /** Opens that dropped attributes and have not been followed by a read or a close. */
  private final AtomicIntegerArray unsettled = new AtomicIntegerArray(STRIPES);

  /** The clock's time until which they are waited for. */
  private final AtomicLongArray settledBy = new AtomicLongArray(STRIPES);

  private final LongSupplier nanoTime;

  /** Guarded by this. One for each request under way at most. */
  private final List<Work> waiting = new ArrayList<>();

  /** Whether nothing waits: then nobody needs a signal. */
  private volatile boolean idle = true;

  /** Guarded by this: how often something came that may make work due. */
  private long signals;

  private volatile LongConsumer invalidate = nodeid -> {};
  private volatile Thread thread;

  public Revalidation() {
    this(System::nanoTime);
    thread = VitalThread.start("revalidation", FailStop.HALT, this::run);
  }

  /** One without a thread: {@link #runDue} does what is due. */
  public Revalidation(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.thread = Thread.currentThread();
  }

  /**
   * @param invalidateAttributes drops the kernel's attributes of a node id
   */
  public void by(LongConsumer invalidateAttributes) {
    invalidate = invalidateAttributes;
  }

  /** Drops the attributes of an inode, and goes on when the kernel has none. */
  public void attributesThen(long nodeid, Runnable then) {
    attributesThen(nodeid, () -> true, then);
  }

  /**
   * The same, unless it has become needless.
   *
   * @param needed asked when its turn has come
   * @param then must not throw: a request waits for it, and the process ends
   */
  public void attributesThen(long nodeid, BooleanSupplier needed, Runnable then) {
    Work work = new Work(nodeid, needed, then, nanoTime.getAsLong());
    synchronized (this) {
      waiting.add(work);
      idle = false;
      signals++;
      notifyAll();
    }
  }

  /** An open that had the kernel drop attributes is about to be answered: it will ask for them. */
  public void opens(long nodeid) {
    settledBy.set(stripe(nodeid), nanoTime.getAsLong() + SETTLING_NANOS);
    unsettled.incrementAndGet(stripe(nodeid));
  }

  /** The kernel has done so, or never will. */
  public void settled(long nodeid) {
    if (unsettled.decrementAndGet(stripe(nodeid)) == 0) {
      signal();
    }
  }

  /** A GETATTR is under way. */
  public void asks(long nodeid) {
    asking.incrementAndGet(stripe(nodeid));
  }

  /** It is answered. */
  public void answered(long nodeid) {
    if (asking.decrementAndGet(stripe(nodeid)) == 0) {
      signal();
    }
  }

  private void signal() {
    if (!idle) {
      synchronized (this) {
        signals++;
        notifyAll();
      }
    }
  }

  private static int stripe(long nodeid) {
    return (int) (nodeid ^ (nodeid >>> 32)) & (STRIPES - 1);
  }

  /** For how long somebody would still miss what it asked for; 0 or less when it is time. */
  private long nanosLeft(Work work, long now) {
    int stripe = stripe(work.nodeid);
    long answers = asking.get(stripe) == 0 ? 0 : work.since + PATIENCE_NANOS - now;
    long opens = unsettled.get(stripe) == 0 ? 0 : settledBy.get(stripe) - now;
    return Math.max(answers, opens);
  }

  private void run() {
    try {
      while (true) {
        long seen = signals();
        sleep(seen, runDue());
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized long signals() {
    return signals;
  }

  private synchronized void sleep(long seen, long nanos) throws InterruptedException {
    while (signals == seen) {
      if (nanos == NEVER) {
        wait();
      } else {
        wait(nanos / NANOS_PER_MILLI, (int) (nanos % NANOS_PER_MILLI));
        return;
      }
    }
  }

  /**
   * Does what is due.
   *
   * @return after how many nanoseconds more will be due at the latest, at least 1; {@link #NEVER}
   *     when nothing waits
   */
  public long runDue() {
    while (true) {
      long next = NEVER;
      boolean progress = false;
      for (Work work : snapshot()) {
        boolean needed = work.needed.getAsBoolean();
        long left = needed ? nanosLeft(work, nanoTime.getAsLong()) : 0;
        if (left > 0) {
          next = Math.min(next, left);
        } else {
          finish(work, needed);
          progress = true; // another may have become needless by it
        }
      }
      if (!progress) {
        return next;
      }
    }
  }

  private synchronized List<Work> snapshot() {
    return List.copyOf(waiting);
  }

  private void finish(Work work, boolean needed) {
    synchronized (this) {
      waiting.remove(work);
      idle = waiting.isEmpty();
    }
    if (needed) {
      try {
        invalidate.accept(work.nodeid);
      } catch (LinuxException e) {
        LOG.log(System.Logger.Level.WARNING, "attributes could not be invalidated", e);
      }
    }
    work.then.run();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
