// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongConsumer;

/**
 * Makes the kernel ask again for attributes that it believes for a while, when an open shows that
 * they are old: else a reader would see the old size until they time out. A thread of its own does
 * it, as no thread that processes a request may notify the kernel.
 */
public final class Revalidation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Revalidation.class.getName());

  private record Work(long nodeid, Runnable then) {}

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
    queue.add(new Work(nodeid, then));
  }

  private void run() {
    try {
      while (true) {
        Work work = queue.take();
        try {
          invalidate.accept(work.nodeid);
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
