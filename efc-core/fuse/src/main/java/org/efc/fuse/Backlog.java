// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.util.concurrent.TimeUnit;

/**
 * The thread for what readers have no time for: it gives the requests that waited to the file
 * system, and unmaps the memory that a burst left. The thread is started when there is the first of
 * either to do, and most sessions never have it.
 */
final class Backlog implements Runnable {
  private static final long NO_HURRY_NANOS = TimeUnit.HOURS.toNanos(1);

  private final Admission admission;
  private final RequestPool requests;
  private final PayloadPool payloads;
  private final Dispatcher dispatcher;
  private final FuseSession session;
  private final long trimNanos;
  private final Dispatching dispatching = new Dispatching();
  private volatile boolean trims;
  private volatile boolean started;
  private long trimAt; // belongs to the thread

  /**
   * @param trimNanos how long less memory must have been enough, twice, until the rest is unmapped
   */
  Backlog(
      Admission admission,
      RequestPool requests,
      PayloadPool payloads,
      Dispatcher dispatcher,
      FuseSession session,
      long trimNanos) {
    this.admission = admission;
    this.requests = requests;
    this.payloads = payloads;
    this.dispatcher = dispatcher;
    this.session = session;
    this.trimNanos = trimNanos;
  }

  /** There is a request that waits, or memory that may be too much. Cheap while that is known. */
  void begin() {
    if (!trims) {
      trims = true;
      admission.wake();
    }
    if (!started) {
      start();
    }
  }

  private synchronized void start() {
    if (!started) {
      started = true;
      Thread.ofPlatform().name("fuse-backlog").daemon().start(this);
    }
  }

  /** As {@link Dispatching#spinningMillis}. */
  long spinningMillis() {
    return started ? dispatching.spinningMillis() : 0;
  }

  @Override
  public void run() {
    dispatching.enter();
    trimAt = System.nanoTime() + trimNanos;
    try {
      while (!admission.hasEnded()) {
        round();
      }
    } catch (Throwable e) {
      session.ended(new SessionEnd.Failed(e));
    }
  }

  private void round() {
    long left = trimAt - System.nanoTime();
    Request request = admission.next(trims ? Math.max(0, left) : NO_HURRY_NANOS);
    if (request != null) {
      dispatching.begin();
      dispatcher.serve(request);
      dispatching.end();
      if (request.endDispatch()) {
        requests.put(request);
      }
    }
    if (System.nanoTime() - trimAt >= 0) {
      trimAt = System.nanoTime() + trimNanos;
      payloads.trim();
      requests.trim();
      trims = admission.waiting() > 0 || payloads.hasExcess();
    }
  }
}
