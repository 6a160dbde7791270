// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;

/**
 * Who works on what: nobody waits, a second caller is told at once. Stage and unstage hold their
 * volume alone; publish and unpublish share it, and hold their target alone.
 */
final class CallLocks {
  private static final int ALONE = -1;
  private static final long RETRY_NANOS = 50_000_000;

  private final Map<String, Integer> holders = new HashMap<>();

  /** Held until closed, by any thread. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws MountException PENDING
   */
  Hold alone(String what) {
    return tryAlone(what).orElseThrow(() -> pending(what));
  }

  /** Empty when anybody holds it. */
  synchronized Optional<Hold> tryAlone(String what) {
    if (holders.containsKey(what)) {
      return Optional.empty();
    }
    holders.put(what, ALONE);
    return Optional.of(() -> release(what));
  }

  /**
   * As {@link #alone}, for work that nobody waits for: waits for its turn.
   *
   * @throws MountException PENDING when it does not come within {@code patience}
   */
  Hold awaitAlone(String what, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    Optional<Hold> hold = tryAlone(what);
    while (hold.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(RETRY_NANOS);
      hold = tryAlone(what);
    }
    return hold.orElseThrow(() -> pending(what));
  }

  /**
   * @throws MountException PENDING
   */
  synchronized Hold shared(String what) {
    int before = holders.getOrDefault(what, 0);
    if (before == ALONE) {
      throw pending(what);
    }
    holders.put(what, before + 1);
    return () -> release(what);
  }

  private synchronized void release(String what) {
    int before = holders.getOrDefault(what, ALONE);
    if (before == ALONE || before == 1) {
      holders.remove(what);
    } else {
      holders.put(what, before - 1);
    }
  }

  static String volume(String volumeId) {
    return "volume " + volumeId;
  }

  static String target(String resolved) {
    return "target " + resolved;
  }

  private static MountException pending(String what) {
    return new MountException(Kind.PENDING, "another call on " + what + " is under way");
  }
}
