// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.efc.common.linux.Fd;

/**
 * The session manager's descriptor of one volume's device. Nobody outside has the descriptor
 * itself, only duplicates: one that is replaced or closed here leaves no user with a number that
 * means another file by then.
 */
final class HeldDevice implements AutoCloseable {
  private Optional<Fd> held = Optional.empty();
  private boolean closed;

  /** Takes ownership of the device of this volume's connection; one held before is closed. */
  synchronized void hold(Fd fd) {
    held.ifPresent(Fd::close);
    held = Optional.of(fd);
    notifyAll();
  }

  /** As {@link #hold} when none is held and it is not closed; returns whether it was taken. */
  synchronized boolean holdIfNone(Fd fd) {
    if (held.isPresent() || closed) {
      return false;
    }
    hold(fd);
    return true;
  }

  /** A duplicate that belongs to the caller; empty while none is held. */
  synchronized Optional<Fd> duplicate() {
    return held.map(Fd::duplicate);
  }

  /** Whether one is held of which this is true. */
  boolean is(Predicate<Fd> property) {
    Optional<Fd> duplicate = duplicate();
    if (duplicate.isEmpty()) {
      return false;
    }
    try (Fd device = duplicate.get()) {
      return property.test(device);
    }
  }

  synchronized boolean isHeld() {
    return held.isPresent();
  }

  /** Waits until one is held; returns whether one is. */
  synchronized boolean await(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (held.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Closes it; {@link #holdIfNone} takes no other one. */
  @Override
  public synchronized void close() {
    closed = true;
    held.ifPresent(Fd::close);
    held = Optional.empty();
  }
}
