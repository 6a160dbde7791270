// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.efc.common.linux.Fd;
import org.efc.common.linux.WakeSignal;
import org.efc.common.metrics.Metrics;

/**
 * Serves a FUSE connection: some platform threads read requests from one descriptor of {@code
 * /dev/fuse} and give them to a file system.
 *
 * <p>It neither mounts nor unmounts, and does not own the descriptor. Whether the mount is new or
 * was served by a process that died makes no difference but for what was negotiated then: first of
 * all the kernel is asked to send again what nobody answered (RESEND), INIT included.
 */
public final class FuseSession {
  private static final System.Logger LOG = System.getLogger(FuseSession.class.getName());
  private static final long STOP_PAUSE_NANOS = 1_000_000;

  private final SessionOptions options;
  private final FuseDevice device;
  private final RequestMetrics counters;
  private final PayloadPool payloads;
  private final Admission admission;
  private final RequestPool pool;
  private final Backlog backlog;
  private final InitExchange init;
  private final Dispatcher dispatcher;
  private final Notifier notifier;
  private final WakeSignal wakeSignal = new WakeSignal();
  private final AtomicInteger readers = new AtomicInteger();
  private final List<RequestReader> all = new CopyOnWriteArrayList<>();
  private final CompletableFuture<SessionEnd> end = new CompletableFuture<>();
  private volatile boolean stopping;

  /**
   * @param fd a mounted FUSE device; stays open until the session has ended
   * @param journal keeps what INIT agrees on
   * @param earlier what an earlier process negotiated on this mount; empty when it is new, or when
   *     that process died before it answered INIT
   */
  public FuseSession(
      Fd fd,
      FileSystem fileSystem,
      SessionOptions options,
      InitJournal journal,
      Optional<Negotiated> earlier,
      Metrics metrics) {
    this.options = options;
    this.device = new FuseDevice(fd);
    this.counters = new RequestMetrics(metrics);
    // The kernel refuses a read into less than what it was promised once.
    int maxWrite = Math.max(options.init().maxWrite(), earlier.map(Negotiated::maxWrite).orElse(0));
    this.payloads = new PayloadPool(maxWrite);
    this.admission = new Admission(options.inFlight());
    this.pool =
        new RequestPool(
            options.inFlight(),
            owner ->
                new Request(
                    device,
                    owner,
                    payloads,
                    admission,
                    counters,
                    fileSystem.newContext(),
                    fileSystem.executions()));
    this.init = new InitExchange(options.init(), journal, earlier);
    this.dispatcher = new Dispatcher(device, fileSystem, init, pool, counters);
    this.backlog =
        new Backlog(admission, pool, payloads, dispatcher, this, options.trimAfter().toNanos());
    payloads.onExcess(backlog::begin);
    this.notifier = new Notifier(device, init::negotiated);
    metrics.gauge("efc_fuse_inflight", "Requests read and not answered to the end", this::inFlight);
    metrics.gauge("efc_fuse_waiting", "Requests read and not begun", admission::waiting);
    metrics.gauge("efc_fuse_payload_bytes", "Memory for data of requests", payloads::mapped);
  }

  /** Asks for what was left unanswered, and starts to read. To be called once. */
  public void start() {
    if (!notifier.resend()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the kernel knows no RESEND (Linux 6.9): requests that a killed process had read hang");
    }
    readers.set(options.readers());
    for (int i = 0; i < options.readers(); i++) {
      RequestReader reader =
          new RequestReader(device, pool, payloads, admission, backlog, dispatcher, this);
      all.add(reader);
      // Daemon threads: nothing may keep a process that is to exit.
      Thread.ofPlatform().name("fuse-reader-" + i).daemon().start(reader);
    }
  }

  /** What INIT agreed on: here or in an earlier process. */
  public Optional<Negotiated> negotiated() {
    return init.negotiated();
  }

  public Notifier notifier() {
    return notifier;
  }

  /** How many requests the file system has, and has not answered to the end. */
  public int inFlight() {
    return admission.inUse();
  }

  /** How many requests were read, and wait until the file system has fewer. */
  public int waiting() {
    return admission.waiting();
  }

  /** The bytes that are mapped for the data of requests. */
  public long payloadBytes() {
    return payloads.mapped();
  }

  /** When the kernel got the first answer, by {@link System#nanoTime}; 0 for not yet. */
  public long firstAnswerAt() {
    return counters.firstAnswerAt();
  }

  /** Done when the session has ended, with the reason. */
  public CompletableFuture<SessionEnd> end() {
    return end.copy();
  }

  /**
   * For how long a reader thread was seen to compute for one and the same request, in milliseconds:
   * something is wrong with one that does for seconds. Each call is a look.
   */
  public long spinningMillis() {
    long most = backlog.spinningMillis();
    for (RequestReader reader : all) {
      most = Math.max(most, reader.spinningMillis());
    }
    return most;
  }

  /**
   * Waits for the end.
   *
   * @return empty when the session goes on after {@code atMost}
   */
  public Optional<SessionEnd> await(Duration atMost) throws InterruptedException {
    try {
      return Optional.of(end.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new AssertionError("the end is never exceptional", e);
    }
  }

  /**
   * Stops at a boundary of requests: nothing more is read, what was read is answered. The mount
   * lives on, and its callers wait for the next process.
   *
   * <p>Readers block in read(2); {@link WakeSignal} gets them out of it.
   *
   * @return whether all that was read is answered; false when the time ran out, and then the next
   *     process gets the rest by RESEND
   */
  public boolean stop(Duration atMost) {
    long deadline = System.nanoTime() + atMost.toNanos();
    stopping = true;
    admission.stopReading();
    while (readers.get() > 0 || admission.inUse() > 0 || admission.waiting() > 0) {
      if (System.nanoTime() - deadline >= 0) {
        ended(new SessionEnd.Stopped());
        return false;
      }
      if (readers.get() > 0) {
        wakeSignal.wakeAll();
      }
      LockSupport.parkNanos(STOP_PAUSE_NANOS);
    }
    ended(new SessionEnd.Stopped());
    return true;
  }

  /**
   * Gives the memory of the requests back, for a process that lives on after a session: nothing may
   * ask for one of them any more. Does nothing while one is under way.
   */
  public void releaseMemory() {
    if (stopping && readers.get() == 0 && admission.inUse() == 0) {
      pool.unmap();
      payloads.unmap();
    }
  }

  boolean isStopping() {
    return stopping;
  }

  void readerEntered() {
    wakeSignal.enter();
  }

  void readerLeft() {
    wakeSignal.leave();
    readers.decrementAndGet();
  }

  /** The first reason counts. */
  void ended(SessionEnd reason) {
    if (end.complete(reason)) {
      LOG.log(System.Logger.Level.INFO, "FUSE session ended: {0}", reason);
    }
    stopping = true;
    admission.end();
  }
}
