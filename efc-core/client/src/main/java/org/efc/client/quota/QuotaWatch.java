// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.efc.backend.Backend;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Handle;
import org.efc.client.config.ClientException;

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
  private static final long LONGEST_REST = TimeUnit.DAYS.toNanos(1);

  private final Backend backend;
  private final Handle root;
  private final Quota quota;
  private final UsageFile file;
  private final Duration interval;
  private long nextScan;

  /** A latch and no unpark: a call that waits for its answer may take an unpark for its own. */
  private final CountDownLatch closed = new CountDownLatch(1);

  public QuotaWatch(Backend backend, Handle root, Quota quota, UsageFile file, Duration interval) {
    this.backend = backend;
    this.root = root;
    this.quota = quota;
    this.file = file;
    this.interval = interval;
  }

  /** Goes on until it is closed; the thread is to be a daemon. */
  public void run() {
    nextScan = System.nanoTime() + rest(file.unfinishedScans(), quota.used().isPresent(), interval);
    for (Duration wait = Duration.ZERO; !closesWithin(wait); wait = interval) {
      try {
        load(CALL_DEADLINE);
        if (quota.isActive()) {
          if (System.nanoTime() - nextScan >= 0) {
            scan();
          }
          quota.used().ifPresent(file::store);
        }
      } catch (RuntimeException e) {
        // Also what is nobody's expectation: the capacity is no part that a mount can't do without.
        LOG.log(
            isClosed() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
            "capacity and usage stay as they are: {0}",
            e.getMessage());
      }
    }
  }

  /**
   * How long the first scan waits. A scan that ends its process must not do so as fast as processes
   * start; and a process that knows what was used need not scan at once.
   *
   * @param unfinished how many scans were begun since one ended
   * @return in nanoseconds
   */
  static long rest(long unfinished, boolean known, Duration interval) {
    if (unfinished == 0) {
      return known ? interval.toNanos() : 0;
    }
    int doublings = (int) Math.min(unfinished - 1, 11);
    long most = Math.max(LONGEST_REST, interval.toNanos());
    return Math.min(most, interval.multipliedBy(1L << doublings).toNanos());
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private boolean closesWithin(Duration wait) {
    try {
      return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return isClosed();
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
    file.scanBegins();
    try {
      scanNow();
    } finally {
      file.scanEnded();
    }
  }

  private void scanNow() {
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
    closed.countDown();
  }
}
