// SPDX-License-Identifier: Apache-2.0
package org.efc.common.vital;

/**
 * The body of a thread that the process can't do without. A body that returns has done its work. A
 * body that throws ends the process, by {@link FailStop}, with the name of the thread in the log.
 */
public final class VitalThread implements Runnable {
  private final FailStop failStop;
  private final Runnable body;

  private VitalThread(FailStop failStop, Runnable body) {
    this.failStop = failStop;
    this.body = body;
  }

  /** Starts a platform thread, a daemon: no thread keeps a process that is to exit. */
  public static Thread start(String name, FailStop failStop, Runnable body) {
    Thread thread = unstarted(name, failStop, body);
    thread.start();
    return thread;
  }

  /** The same without the start. */
  public static Thread unstarted(String name, FailStop failStop, Runnable body) {
    return Thread.ofPlatform().name(name).daemon().unstarted(new VitalThread(failStop, body));
  }

  @Override
  public void run() {
    try {
      body.run();
    } catch (Throwable e) {
      failStop.failed("thread " + Thread.currentThread().getName(), e);
    }
  }
}
