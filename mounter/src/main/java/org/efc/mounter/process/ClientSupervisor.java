// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.common.EfcException;
import org.efc.mounter.linux.ProcessIdentity;

/**
 * Keeps one client of one volume alive: launches it, notices its end at once, launches the next.
 *
 * <pre>
 *   start -> STARTING -> SERVING --end--> BACKING_OFF -> STARTING ...   until quiesce or stop
 *               | first start only, when it can't reach its source
 *               v
 *            STOPPED
 * </pre>
 *
 * <p>It never touches the file system that the client serves: it knows the process by its pidfd and
 * its state by its control socket.
 */
public final class ClientSupervisor {
  private static final System.Logger LOG = System.getLogger(ClientSupervisor.class.getName());
  private static final Duration TERM_PATIENCE = Duration.ofSeconds(2);
  private static final Duration DEAF_PATIENCE = Duration.ofMillis(300);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);
  private static final Duration STACKS = Duration.ofMillis(300);
  private static final Duration ASK = Duration.ofSeconds(1);

  private final String name;
  private final ProcessRunner runner;
  private final Launcher launcher;
  private final ClientControl control;
  private final RestartPolicy policy;
  private final ScheduledExecutorService timer;
  private final Listener listener;

  private ClientState state = ClientState.STOPPED;
  private Optional<ClientProcess> process = Optional.empty();
  private Optional<ClientProcess> successor = Optional.empty();

  /** Launched when the end of the present one began; it waits for the lock. */
  private Optional<ClientProcess> heir = Optional.empty();

  private Optional<Long> dyingSince = Optional.empty();
  private Optional<ExitReason> lastExit = Optional.empty();
  private Optional<ExitReason> hungBecause = Optional.empty();
  private int generation;
  private int failuresInARow;
  private long launchedAt;
  private Optional<Long> servingSince = Optional.empty();
  private Optional<Ended> unserved = Optional.empty();
  private Optional<Duration> lastStall = Optional.empty();
  private boolean failFast;
  private boolean released;

  /** The end of the client that served last; of several in a row, the first. */
  private record Ended(int generation, ExitReason reason, long at) {
    Duration stall(long until) {
      return Duration.ofNanos(until - at);
    }
  }

  /** Says how a client is launched. */
  public interface Launcher {
    /**
     * @param failFast whether the client exits when it can't reach its source
     */
    Launch launch(boolean failFast);
  }

  /** Hears of lives and ends; called without a lock held, one call at a time. */
  public interface Listener {
    /** A client runs. Recorded, so that a later session manager can adopt it. */
    void launched(ProcessIdentity process, int generation);

    /** Whether the mount is there to be served by another client; takes no time. */
    boolean isConnected();

    /** A client ended unexpectedly; returns whether to launch another one. */
    boolean ended(ExitReason reason);

    /** A client made room for its successor, which {@link #launched} tells next. */
    void replaced(ExitReason reason);

    /**
     * A client serves after another one ended.
     *
     * @param generation of the one that ended
     */
    void served(int generation, ExitReason reason, Duration stall);
  }

  /**
   * What is known at one moment.
   *
   * @param pid 0 when no client runs
   * @param lastStall from the last end of a client until the next one served, when it does
   */
  public record Snapshot(
      ClientState state,
      int pid,
      int generation,
      Optional<ExitReason> lastExit,
      Optional<Duration> lastStall) {}

  /**
   * @param name of the volume, for logs and thread names
   * @param generation how many clients served the mount before
   */
  public ClientSupervisor(
      String name,
      int generation,
      ProcessRunner runner,
      Launcher launcher,
      ClientControl control,
      RestartPolicy policy,
      ScheduledExecutorService timer,
      Listener listener) {
    this.name = name;
    this.generation = generation;
    this.runner = runner;
    this.launcher = launcher;
    this.control = control;
    this.policy = policy;
    this.timer = timer;
    this.listener = listener;
  }

  /**
   * Launches the first client of this supervisor.
   *
   * @param failFast whether it may end for good when it can't reach its source: see {@link
   *     #awaitServing}
   */
  public void start(boolean failFast) {
    synchronized (this) {
      this.failFast = failFast;
    }
    launch();
  }

  /** Takes over a client that another session manager launched. */
  public synchronized void adopt(ClientProcess running) {
    failFast = false;
    begin(running);
  }

  private void launch() {
    ClientProcess started;
    synchronized (this) {
      if (released || state == ClientState.STOPPING || process.isPresent()) {
        return;
      }
      state = ClientState.STARTING;
      generation++;
      launchedAt = System.nanoTime();
      try {
        started = runner.start(launcher.launch(failFast));
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "volume {0}: {1}", name, e);
        String message = String.valueOf(e.getMessage());
        // Outside this call: a failed launch is an end like any other.
        timer.execute(() -> ended(Optional.empty(), new ExitReason.NotStarted(message)));
        return;
      }
      begin(started);
    }
    listener.launched(started.identity(), generation());
  }

  private void begin(ClientProcess running) {
    process = Optional.of(running);
    dyingSince = Optional.empty();
    lookUntilServing(running);
    running.dying().thenRun(() -> dying(running));
    running.exited().thenAccept(reason -> ended(Optional.of(running), reason));
  }

  private void lookUntilServing(ClientProcess running) {
    state = ClientState.STARTING;
    launchedAt = System.nanoTime();
    servingSince = Optional.empty();
    Thread.ofPlatform()
        .daemon()
        .name("probe-" + running.identity().pid())
        .start(() -> new ServingProbe(control, running).run(() -> serving(running)));
  }

  private void serving(ClientProcess which) {
    long now = System.nanoTime();
    noteServing(which, now)
        .ifPresent(before -> listener.served(before.generation, before.reason, before.stall(now)));
  }

  /** The end since which nobody served, when another one did before. */
  private synchronized Optional<Ended> noteServing(ClientProcess which, long now) {
    Optional<Ended> before = Optional.empty();
    if (state == ClientState.STARTING && process.filter(which::equals).isPresent()) {
      state = ClientState.SERVING;
      servingSince = Optional.of(now);
      before = unserved;
      lastStall = before.map(end -> end.stall(now)).or(() -> lastStall);
      unserved = Optional.empty();
      failFast = false;
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - launchedAt);
      LOG.log(
          System.Logger.Level.INFO,
          "volume {0}: client {1,number,#} serves after {2} ms",
          name,
          which.identity().pid(),
          millis);
      notifyAll();
    }
    return before;
  }

  /**
   * From now on this client takes over when the present one ends, however that is.
   *
   * @throws Upgrade.RefusedException when no client serves, or another one is expected
   */
  synchronized void expect(ClientProcess next) {
    if (state != ClientState.SERVING || successor.isPresent() || dyingSince.isPresent()) {
      throw new Upgrade.RefusedException(
          successor.isPresent()
              ? "another upgrade is under way"
              : "its client is " + (dyingSince.isPresent() ? "ending" : state.label()));
    }
    successor = Optional.of(next);
  }

  /** Takes {@link #expect} back. */
  synchronized void expectNone() {
    successor = Optional.empty();
  }

  /** Has the present client stop between two requests; one that does not is killed. */
  void stopForSuccessor(Duration patience) {
    Optional<ClientProcess> running = current();
    boolean heard = false;
    try {
      heard = control.ask("stop", patience).isPresent();
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.WARNING, "volume {0}: stop: {1}", name, e.getMessage());
    }
    if (!heard) {
      running.ifPresent(client -> client.signal(ClientProcess.SIGKILL));
    }
  }

  private boolean handedOver(Optional<ClientProcess> which) {
    ClientProcess next;
    synchronized (this) {
      if (released || !process.equals(which) || successor.isEmpty()) {
        return false;
      }
      next = successor.get();
      successor = Optional.empty();
      if (next.exited().isDone()) {
        return false;
      }
      lastExit = Optional.of(new ExitReason.Replaced());
      unserved = Optional.of(new Ended(generation, new ExitReason.Replaced(), System.nanoTime()));
      generation++;
      begin(next);
    }
    listener.replaced(new ExitReason.Replaced());
    listener.launched(next.identity(), generation());
    return true;
  }

  /**
   * The end of the client has begun. The next one is launched while the kernel still takes back the
   * memory of this one, and waits for its lock.
   */
  private void dying(ClientProcess which) {
    synchronized (this) {
      if (process.filter(which::equals).isEmpty()) {
        return;
      }
      dyingSince = Optional.of(System.nanoTime());
      if (released
          || state != ClientState.SERVING
          || successor.isPresent()
          || servedFor().compareTo(policy.stable()) < 0
          || !listener.isConnected()) {
        return;
      }
      try {
        heir = Optional.of(runner.start(launcher.launch(false)));
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.DEBUG, "volume {0}: not launched early: {1}", name, e);
      }
    }
  }

  private synchronized Optional<ClientProcess> takeHeir() {
    Optional<ClientProcess> taken = heir;
    heir = Optional.empty();
    return taken.filter(client -> !client.exited().isDone());
  }

  /** The one that was launched early goes on; whether there is one. */
  private boolean succeeded(Optional<ClientProcess> next) {
    if (next.isEmpty()) {
      return false;
    }
    synchronized (this) {
      if (state != ClientState.BACKING_OFF || released || next.get().exited().isDone()) {
        next.get().signal(ClientProcess.SIGKILL);
        return false;
      }
      generation++;
      begin(next.get());
    }
    listener.launched(next.get().identity(), generation());
    return true;
  }

  private void ended(Optional<ClientProcess> which, ExitReason seen) {
    if (handedOver(which)) {
      return;
    }
    ExitReason reason;
    Duration delay;
    Optional<ClientProcess> next;
    synchronized (this) {
      if (released || !process.equals(which)) {
        return;
      }
      reason = hungBecause.orElse(seen);
      hungBecause = Optional.empty();
      process = Optional.empty();
      next = takeHeir();
      lastExit = Optional.of(reason);
      long at = dyingSince.orElseGet(System::nanoTime);
      unserved = unserved.or(() -> Optional.of(new Ended(generation, reason, at)));
      failuresInARow = policy.count(failuresInARow, servedFor());
      servingSince = Optional.empty();
      if (state == ClientState.STOPPING || failFast) {
        // A first start that failed is the caller's to tell; an expected end is nobody's.
        state = ClientState.STOPPED;
        next.ifPresent(client -> client.signal(ClientProcess.SIGKILL));
        notifyAll();
        return;
      }
      state = ClientState.BACKING_OFF;
      delay = policy.delay(failuresInARow);
      notifyAll();
    }
    boolean another = wantsAnother(reason);
    if (!another) {
      next.ifPresent(client -> client.signal(ClientProcess.SIGKILL));
      synchronized (this) {
        if (state == ClientState.BACKING_OFF) {
          state = ClientState.STOPPED;
          notifyAll();
        }
      }
    } else if (succeeded(next)) {
      LOG.log(System.Logger.Level.DEBUG, "volume {0}: launched early", name);
    } else if (delay.isZero()) {
      launchIfDue();
    } else {
      timer.schedule(this::launchIfDue, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
    // Afterwards: applications wait for the next client, not for a line of a log.
    LOG.log(
        System.Logger.Level.WARNING,
        "volume {0}: client ended, {1}; {2}",
        name,
        reason.describe(),
        another ? "the next one after " + delay.toMillis() + " ms" : "there is no next one yet");
  }

  private Duration servedFor() {
    return servingSince
        .map(since -> Duration.ofNanos(System.nanoTime() - since))
        .orElse(Duration.ZERO);
  }

  /** A listener that fails must not leave applications without a client. */
  private boolean wantsAnother(ExitReason reason) {
    try {
      return listener.ended(reason);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "volume " + name + ": launching another client anyway", e);
      return true;
    }
  }

  private void launchIfDue() {
    synchronized (this) {
      if (state != ClientState.BACKING_OFF) {
        return;
      }
    }
    launch();
  }

  /**
   * Waits until a client serves.
   *
   * @return empty when it does; else why the first start failed
   * @throws TimeoutException when it neither serves nor failed within the deadline
   */
  public synchronized Optional<ExitReason> awaitServing(Duration deadline)
      throws TimeoutException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (state != ClientState.SERVING) {
      if (state == ClientState.STOPPED) {
        return Optional.of(lastExit.orElse(new ExitReason.NotStarted("stopped")));
      }
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new TimeoutException();
      }
      wait(left);
    }
    return Optional.empty();
  }

  /** From now on the client's end is expected, as after an unmount. */
  public synchronized void quiesce() {
    takeHeir().ifPresent(client -> client.signal(ClientProcess.SIGKILL));
    state = process.isPresent() ? ClientState.STOPPING : ClientState.STOPPED;
    notifyAll();
  }

  /**
   * Takes {@link #quiesce} back: the volume stays; when its client ended meanwhile, another one.
   */
  public void resume() {
    synchronized (this) {
      if (process.isPresent()) {
        lookUntilServing(process.get());
        return;
      }
      state = ClientState.BACKING_OFF;
    }
    launchIfDue();
  }

  /** Kills a client that hangs, after its threads' stacks went to its log, if it can write them. */
  void replaceHung(int pid, String why) {
    Optional<ClientProcess> hung;
    synchronized (this) {
      hung = process.filter(client -> client.identity().pid() == pid);
      if (hung.isEmpty() || state != ClientState.SERVING) {
        return;
      }
      hungBecause = Optional.of(new ExitReason.Hung(why));
    }
    hung.get().signal(ClientProcess.SIGQUIT);
    if (hung.get().exitedWithin(STACKS).isEmpty()) {
      hung.get().signal(ClientProcess.SIGKILL);
    }
  }

  /** Lets go of the client as it is: another session manager will adopt it. */
  public synchronized void release() {
    released = true;
  }

  /**
   * Ends the client: asks it, then SIGTERM, then SIGKILL. Returns when it is dead, or with a
   * warning when not even SIGKILL ends it (it hangs in the kernel).
   *
   * @param patience for the answer to {@code stop}
   */
  public void stop(Duration patience) {
    quiesce();
    Optional<ClientProcess> running = current();
    if (running.isEmpty()) {
      return;
    }
    ClientProcess client = running.get();
    if (client.exitedWithin(tellToStop(patience) ? patience : DEAF_PATIENCE).isPresent()) {
      return;
    }
    client.signal(ClientProcess.SIGTERM);
    if (client.exitedWithin(TERM_PATIENCE).isPresent()) {
      return;
    }
    client.signal(ClientProcess.SIGKILL);
    if (client.exitedWithin(KILL_PATIENCE).isEmpty()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "volume {0}: client {1,number,#} survives SIGKILL: it hangs in the kernel",
          name,
          client.identity().pid());
    }
  }

  /** Whether it heard. */
  private boolean tellToStop(Duration patience) {
    try {
      return control.ask("stop", ASK.compareTo(patience) < 0 ? ASK : patience).isPresent();
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "client does not answer stop: {0}", e.getMessage());
      return false;
    }
  }

  private synchronized Optional<ClientProcess> current() {
    return process;
  }

  private synchronized int generation() {
    return generation;
  }

  public synchronized Snapshot snapshot() {
    return new Snapshot(
        state,
        process.map(running -> running.identity().pid()).orElse(0),
        generation,
        lastExit,
        lastStall);
  }
}
