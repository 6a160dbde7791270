// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.efc.common.EfcException;

/**
 * Looks after one client once a second, without touching the file system it serves, and has it
 * replaced when it hangs.
 */
public final class HungWatch {
  private static final System.Logger LOG = System.getLogger(HungWatch.class.getName());
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int IDLE_TICKS = 10;

  private final ClientSupervisor supervisor;
  private final ClientControl control;
  private final BooleanSupplier waiting;
  private final HungDetector detector;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean ended;
  private int ticks;

  /**
   * @param waiting whether the kernel has requests that no client has read
   * @param after for how long nothing may have gone on
   */
  public HungWatch(
      ClientSupervisor supervisor, ClientControl control, BooleanSupplier waiting, Duration after) {
    this.supervisor = supervisor;
    this.control = control;
    this.waiting = waiting;
    this.detector = new HungDetector(after);
  }

  /** Begins. */
  public void start(BackgroundTasks tasks) {
    tasks.runAfter(PERIOD, "look at a client", () -> tick(tasks));
  }

  /** Ends it. */
  public void end() {
    ended = true;
  }

  private void tick(BackgroundTasks tasks) {
    if (ended) {
      return;
    }
    tasks.runAfter(PERIOD, "look at a client", () -> tick(tasks));
    // An idle volume costs one poll(2), and a question now and then: what its client has read and
    // not answered is not seen from outside.
    ticks++;
    boolean serves = supervisor.snapshot().state() == ClientState.SERVING;
    boolean due = detector.isSuspicious() || ticks % IDLE_TICKS == 0 || isWaiting();
    if (serves && due && looking.compareAndSet(false, true)) {
      ask();
    }
  }

  private boolean isWaiting() {
    try {
      return waiting.getAsBoolean();
    } catch (EfcException e) {
      return false; // its device is just being closed
    }
  }

  private void ask() {
    try {
      int client = supervisor.snapshot().pid();
      Optional<ClientControl.Answer> answer;
      try {
        answer = control.ask("status", ASK);
      } catch (EfcException e) {
        answer = Optional.empty();
      }
      look(client, answer);
    } finally {
      looking.set(false);
    }
  }

  private void look(int client, Optional<ClientControl.Answer> answer) {
    detector
        .look(new HungDetector.Sample(System.nanoTime(), client, isWaiting(), answer))
        .ifPresent(
            why -> {
              LOG.log(System.Logger.Level.ERROR, "client {0,number,#} {1}", client, why);
              supervisor.replaceHung(client, why);
            });
  }
}
