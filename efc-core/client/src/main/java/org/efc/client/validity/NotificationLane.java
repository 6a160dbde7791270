// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.ArrayDeque;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * One thread that notifies the kernel, and its bounded queue. The thread starts with the first
 * work. Work that throws ends the process: the request that waits for the work would never be
 * answered.
 */
final class NotificationLane implements AutoCloseable {
  private final String name;
  private final int capacity;
  private final FailStop failStop;
  private final ArrayDeque<Runnable> queue = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * @param capacity how much work may wait, at least 1
   */
  NotificationLane(String name, int capacity, FailStop failStop) {
    this.name = name;
    this.capacity = capacity;
    this.failStop = failStop;
  }

  /**
   * Has the thread do the work, after all work that was given before. Never waits.
   *
   * @return false when the queue is full or the lane is closed: the work will not be done
   */
  synchronized boolean offer(Runnable work) {
    if (closed || queue.size() >= capacity) {
      return false;
    }
    queue.add(work);
    if (thread == null) {
      thread = VitalThread.start(name, failStop, this::run);
    }
    notifyAll();
    return true;
  }

  private void run() {
    try {
      while (true) {
        take().run();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized Runnable take() throws InterruptedException {
    while (queue.isEmpty()) {
      if (closed) {
        throw new InterruptedException();
      }
      wait();
    }
    return queue.remove();
  }

  /** Takes no more work. What waits is done still: requests wait for it. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
