// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Work that is done at once or later, on a thread of its own: a task that waits for a disk or for a
 * client delays no other. The timer only fires.
 */
public final class BackgroundTasks implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(BackgroundTasks.class.getName());
  private static final long IDLE_SECONDS = 5;

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("timer").factory());
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("task-", 0).factory());

  /** Does it now. A failure is logged; after {@link #close} nothing is done. */
  public void run(String what, Runnable task) {
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } catch (RuntimeException e) {
              LOG.log(System.Logger.Level.ERROR, what + " failed", e);
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: not done, since this process ends", what);
    }
  }

  /** Does it after a while; see {@link #run}. */
  public void runAfter(Duration delay, String what, Runnable task) {
    try {
      timer.schedule(() -> run(what, task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0}: not done, since this process ends", what);
    }
  }

  /** Begins no more tasks; those under way go on. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdown();
  }
}
