// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.efc.client.state.InodeTable;
import org.efc.client.state.TableFullException;
import org.efc.common.vital.FailStop;
import org.efc.common.vital.VitalThread;
import org.jspecify.annotations.Nullable;

/**
 * Room in the table of inodes. Only the kernel empties the table, and the kernel keeps what it
 * knows until memory is short. So when the table is nearly full the kernel is asked to forget
 * inodes (FUSE_NOTIFY_PRUNE: those that nobody uses), and a request that finds the table full waits
 * for that.
 *
 * <p>Inodes go in the order of their slots, round and round: as a rule, the order in which they
 * were first looked up. Those of open files are left out. The kernel keeps what is in use, as a
 * current directory.
 *
 * <p>A thread of its own notifies the kernel; it is started when the table is nearly full for the
 * first time. Before Linux 6.18 the kernel can't be asked: then requests wait in vain.
 */
public final class Reclaim implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long STEP_MILLIS = 2;

  /** How long the FORGETs of one batch are waited for. */
  private static final long BATCH_MILLIS = 20;

  private static final int BATCH = 256;

  /** How the kernel is asked. */
  public interface Prune {
    /** Whether the kernel can be asked. */
    boolean prune(long... nodeids);
  }

  private record Waiting(long until, Runnable again, Runnable otherwise) {}

  private final InodeTable inodes;
  private final FailStop failStop;
  private final int crowded;
  private final int enough;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private volatile Prune kernel = nodeids -> false;
  private @Nullable Thread thread;
  private boolean asked;
  private boolean closed;
  private int hand;

  /**
   * @param limit the most inodes
   * @param failStop gets what the thread threw
   */
  public Reclaim(InodeTable inodes, int limit, FailStop failStop) {
    this.failStop = failStop;
    this.inodes = inodes;
    this.crowded = limit - limit / 8;
    this.enough = limit - limit / 4;
  }

  /** From now on the kernel is asked so. */
  public void by(Prune notifier) {
    kernel = notifier;
  }

  /** An inode was added. */
  public void added() {
    if (inodes.size() > crowded) {
      ask();
    }
  }

  /**
   * The table is full.
   *
   * @param again is run when there is room; it throws TableFullException when another was first
   * @param otherwise is run when there is none for too long
   */
  public synchronized void whenRoom(Runnable again, Runnable otherwise) {
    waiting.add(new Waiting(System.nanoTime() + PATIENCE.toNanos(), again, otherwise));
    ask();
  }

  private synchronized void ask() {
    asked = true;
    notifyAll();
    if (thread == null && !closed) {
      thread = VitalThread.start("reclaim", failStop, this::run);
    }
  }

  private void run() {
    try {
      while (awaitAsked()) {
        boolean can = true;
        long most = 2L * inodes.size() / BATCH + 2;
        for (long batch = 0; can && batch < most && inodes.size() > enough; batch++) {
          can = pruned();
          serveWaiting();
        }
        awaitWaiting();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized boolean awaitAsked() throws InterruptedException {
    while (!asked && !closed) {
      wait();
    }
    asked = false;
    return !closed;
  }

  private boolean pruned() throws InterruptedException {
    long[] batch = new long[BATCH];
    int count = 0;
    for (int looks = 0; count < BATCH && looks < inodes.slots(); looks++) {
      hand = hand + 1 < inodes.slots() ? hand + 1 : 0;
      long nodeid = inodes.unopened(hand);
      if (nodeid != 0) {
        batch[count++] = nodeid;
      }
    }
    int before = inodes.size();
    if (count == 0 || !kernel.prune(Arrays.copyOf(batch, count))) {
      return false;
    }
    for (int i = 0; i < BATCH_MILLIS / STEP_MILLIS && inodes.size() > before - count; i++) {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
    return true;
  }

  /** Those that still wait get their room by FORGETs that come by themselves, or give up. */
  private void awaitWaiting() throws InterruptedException {
    while (serveWaiting()) {
      TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
    }
  }

  /** Whether somebody still waits. */
  private boolean serveWaiting() {
    for (Waiting first = next(); first != null; first = next()) {
      if (!inodes.hasRoom()) {
        first.otherwise.run();
      } else if (!answered(first)) {
        break;
      }
    }
    synchronized (this) {
      return !waiting.isEmpty();
    }
  }

  private boolean answered(Waiting first) {
    try {
      first.again.run();
      return true;
    } catch (TableFullException e) {
      synchronized (this) {
        waiting.addFirst(first);
      }
      return false;
    }
  }

  private synchronized @Nullable Waiting next() {
    Waiting first = waiting.peek();
    boolean isTime = first != null && (inodes.hasRoom() || System.nanoTime() - first.until() >= 0);
    return isTime ? waiting.poll() : null;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (thread != null) {
      thread.interrupt();
    }
  }
}
