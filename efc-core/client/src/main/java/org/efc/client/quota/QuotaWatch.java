// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Handle;
import org.efc.client.ClientException;
import org.efc.client.state.Pause;
import org.efc.common.EfcException;

/**
 * Keeps a {@link Quota} up to date: reads the volume's capacity every now and then, and, where
 * there is one, scans what is used: at most a tenth of the time.
 */
public final class QuotaWatch implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(QuotaWatch.class.getName());
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(30);
  private static final Duration RELOAD_DEADLINE = Duration.ofMillis(1800);
  private static final long SCAN_PAUSE_MILLIS = 5;
  private static final int SCAN_SHARE = 10;

  private final Backend backend;
  private final Handle root;
  private final Quota quota;
  private final UsageFile file;
  private final Duration interval;
  private long nextScan = System.nanoTime();
  private final AtomicReference<Thread> runner = new AtomicReference<>();
  private volatile boolean closed;

  public QuotaWatch(Backend backend, Handle root, Quota quota, UsageFile file, Duration interval) {
    this.backend = backend;
    this.root = root;
    this.quota = quota;
    this.file = file;
    this.interval = interval;
  }

  /** Goes on until it is closed; the thread is to be a daemon. */
  public void run() {
    runner.set(Thread.currentThread());
    while (!closed) {
      try {
        load(CALL_DEADLINE);
        if (quota.isActive()) {
          if (System.nanoTime() - nextScan >= 0) {
            scan();
          }
          quota.used().ifPresent(file::store);
        }
      } catch (EfcException e) {
        LOG.log(
            closed ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
            "capacity and usage stay as they are: {0}",
            e.getMessage());
      }
      Pause.millis(interval.toMillis());
    }
  }

  /**
   * Reads the capacity now.
   *
   * @return it in bytes; empty for a volume without one
   * @throws BackendException when the storage does not answer in time
   * @throws ClientException when the file says nonsense; then the last capacity stays
   */
  public OptionalLong reload() {
    return load(RELOAD_DEADLINE);
  }

  private OptionalLong load(Duration deadline) {
    OptionalLong capacity = new VolumeFile(new BlockingBackend(backend, deadline), root).capacity();
    if (!capacity.equals(quota.capacity())) {
      LOG.log(System.Logger.Level.INFO, "the volume has a capacity of {0} bytes", capacity);
    }
    quota.capacity(capacity);
    return capacity;
  }

  /** Scans now. */
  void scan() {
    long start = System.nanoTime();
    long before = quota.scanBegins();
    long bytes =
        new UsageScan(new BlockingBackend(backend, CALL_DEADLINE), SCAN_PAUSE_MILLIS).run(root);
    quota.scanned(bytes, before);
    long end = System.nanoTime();
    nextScan = end + Math.max(interval.toNanos(), (end - start) * SCAN_SHARE);
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(runner.get());
  }
}
