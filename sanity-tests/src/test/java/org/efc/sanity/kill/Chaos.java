// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.efc.sanity.Await;
import org.efc.sanity.node.Processes;

/**
 * Kills what a schedule says. What it killed is started again by and by while it goes on killing,
 * so that several may be down at once.
 *
 * <p>One rule holds it back: where applications use a volume, a process is killed only when another
 * one holds the volume's device. With the last of the three holders the mount goes, which is what
 * ARCHITECTURE.md says and no application survives.
 */
final class Chaos {
  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final List<Component> HOLDERS =
      List.of(Component.CLIENT, Component.SESSION_MANAGER, Component.PLUGIN);
  private static final Executor THREADS = task -> Thread.ofPlatform().name("revival").start(task);

  private final Victims victims;
  private final boolean sparesLastHolder;
  private final LongSupplier beats;
  private final List<Kill> kills = new ArrayList<>();
  private final List<CompletableFuture<Void>> revivals = new ArrayList<>();
  private final Set<Component> down = EnumSet.noneOf(Component.class);
  private long beatsAtKill;

  /**
   * @param sparesLastHolder whether to keep the rule: applications use a volume
   * @param beats grows while applications go on
   */
  Chaos(Victims victims, boolean sparesLastHolder, LongSupplier beats) {
    this.victims = victims;
    this.sparesLastHolder = sparesLastHolder;
    this.beats = beats;
  }

  /**
   * Does one kill, after its pause and as soon as it may be done.
   *
   * @throws org.efc.sanity.SanityException when what was killed before does not come back
   */
  void strike(Schedule.Blow blow) {
    if (!blow.early()) {
      long before = beatsAtKill;
      Await.until("applications to go on", READY_WITHIN, () -> beats.getAsLong() > before + 1);
    }
    LockSupport.parkNanos(blow.pause().toNanos());
    Await.until(
        "the " + blow.component() + " to be up, and another process to hold the device",
        READY_WITHIN,
        () -> strikeIfPossible(blow));
  }

  /** Does it now; false when its component is down, or is the last that holds the device. */
  boolean strikeIfPossible(Schedule.Blow blow) {
    requireRevivals();
    Component component = blow.component();
    Optional<Long> pid = mayStrike(component) ? victims.pid(component) : Optional.empty();
    if (pid.isEmpty()) {
      return false;
    }
    Set<Component> before;
    synchronized (down) {
      before = Set.copyOf(down);
      if (component != Component.CLIENT) {
        down.add(component);
      }
    }
    beatsAtKill = beats.getAsLong();
    long at = System.nanoTime();
    Victims.signal(pid.get(), blow.gently());
    kills.add(new Kill(component, blow.gently(), at, before));
    if (component == Component.CLIENT) {
      Await.until("the client to be gone", READY_WITHIN, () -> !Processes.lives(pid.get()));
    } else {
      revivals.add(CompletableFuture.runAsync(() -> revive(blow), THREADS));
    }
    return true;
  }

  private boolean mayStrike(Component component) {
    return isUp(component)
        && (!sparesLastHolder
            || component == Component.SERVER
            || HOLDERS.stream()
                .filter(other -> other != component && isUp(other))
                .anyMatch(victims::holdsDevice));
  }

  private boolean isUp(Component component) {
    synchronized (down) {
      return !down.contains(component);
    }
  }

  private void revive(Schedule.Blow blow) {
    victims.awaitEnd(blow.component(), blow.gently());
    LockSupport.parkNanos(blow.down().toNanos());
    victims.start(blow.component());
    synchronized (down) {
      down.remove(blow.component());
    }
  }

  /** Throws what a revival that has ended threw. */
  private void requireRevivals() {
    revivals.removeIf(
        revival -> {
          if (revival.isDone()) {
            revival.join();
          }
          return revival.isDone();
        });
  }

  /** Returns when everything that was killed is up again. */
  void settle() {
    CompletableFuture.allOf(revivals.toArray(CompletableFuture[]::new))
        .orTimeout(READY_WITHIN.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** What was done so far. */
  List<Kill> kills() {
    return List.copyOf(kills);
  }
}
