// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.common.EfcException;

/**
 * Keeps one client of one volume alive: launches it, notices its end at once, launches the next.
 * {@link ClientLife} decides, this carries out: an event changes the life under the lock, its
 * effects are done without a lock, one after the other, by one thread at a time.
 *
 * <p>It never touches the file system that the client serves: it knows the process by its pidfd and
 * its state by its control socket.
 */
public final class ClientSupervisor {
  private static final System.Logger LOG = System.getLogger(ClientSupervisor.class.getName());

  /** With a launch that is under way when its client is to be stopped. */
  private static final Duration LAUNCH_PATIENCE = Duration.ofSeconds(5);

  /** From the death of a client until it is known here. */
  private static final Duration DEATH_PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final ProcessRunner runner;
  private final ClientLauncher launcher;
  private final ClientControl control;
  private final BackgroundTasks tasks;
  private final ClientListener listener;

  /** Guards the three below; never held while something is done. */
  private final Object lock = new Object();

  private final Queue<LifeEffect> effects = new ArrayDeque<>();
  private boolean acting;
  private volatile ClientLife life;

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
      ClientLauncher launcher,
      ClientControl control,
      RestartPolicy policy,
      BackgroundTasks tasks,
      ClientListener listener) {
    this.name = name;
    this.life = ClientLife.begin(policy, generation);
    this.runner = runner;
    this.launcher = launcher;
    this.control = control;
    this.tasks = tasks;
    this.listener = listener;
  }

  /**
   * Launches the first client of this supervisor.
   *
   * @param failFast whether it may end for good when it can't reach its source: see {@link
   *     #awaitServing}
   */
  public void start(boolean failFast) {
    happened(new LifeEvent.Start(failFast));
  }

  /** Takes over a client that another session manager launched. */
  public void adopt(ClientProcess running) {
    happened(new LifeEvent.Adopt(running, System.nanoTime()));
  }

  /** From now on the client's end is expected, as after an unmount. */
  public void retire() {
    happened(new LifeEvent.Retire());
  }

  /** Takes {@link #retire} back: the volume stays; when its client ended meanwhile, another one. */
  public void resume() {
    happened(new LifeEvent.Resume(System.nanoTime()));
  }

  /** Lets go of the client as it is: another session manager will adopt it. */
  public void release() {
    happened(new LifeEvent.Release());
  }

  /**
   * Ends the client: asks it, then SIGTERM, then SIGKILL. Returns when it is dead, or with an error
   * in the log when not even SIGKILL ends it.
   *
   * @param patience for the answer to {@code stop}
   */
  public void stop(Duration patience) {
    retire();
    if (!awaitState(
        state -> !state.equals(new LifeState.Retiring(Optional.empty())), LAUNCH_PATIENCE)) {
      happened(new LifeEvent.Abandon());
    }
    Optional<ClientProcess> client = life.state().client();
    client.ifPresent(running -> new StopLadder(name, control, running).stop(patience));
    awaitState(state -> !state.client().equals(client), DEATH_PATIENCE);
  }

  /**
   * From now on this client takes over when the present one ends, however that is.
   *
   * @throws UpgradeRefusedException when no client serves, or another one is expected
   */
  void expectUpgrade(ClientProcess next) {
    synchronized (lock) {
      life.upgradeRefusal()
          .ifPresent(
              why -> {
                throw new UpgradeRefusedException(why);
              });
      apply(new LifeEvent.ExpectUpgrade(next));
    }
    act();
  }

  /** Takes {@link #expectUpgrade} back. */
  void forgetUpgrade() {
    happened(new LifeEvent.ForgetUpgrade());
  }

  /** Has the present client stop between two requests; one that does not hear is killed. */
  void stopForUpgrade(Duration patience) {
    life.state()
        .client()
        .ifPresent(client -> new StopLadder(name, control, client).makeRoom(patience));
  }

  /** Kills a client that hangs, after its threads' stacks went to its log, if it can write them. */
  void replaceHung(int pid, String why) {
    happened(new LifeEvent.Hung(pid, why));
    if (life.state() instanceof LifeState.Serving serving
        && serving.hung().isPresent()
        && serving.process().identity().pid() == pid) {
      new StopLadder(name, control, serving.process()).killHung();
    }
  }

  /**
   * Waits until a client serves.
   *
   * @return empty when it does; else why the first start failed
   * @throws TimeoutException when it neither serves nor failed within the deadline
   */
  public Optional<ExitReason> awaitServing(Duration deadline)
      throws TimeoutException, InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    synchronized (lock) {
      while (life.state().label() != ClientState.SERVING) {
        if (life.state().label() == ClientState.STOPPED) {
          return Optional.of(
              life.history().lastExit().orElse(new ExitReason.NotStarted("stopped")));
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new TimeoutException();
        }
        lock.wait(left);
      }
    }
    return Optional.empty();
  }

  /** What is known now; never waits. */
  public Snapshot snapshot() {
    ClientLife now = life;
    return new Snapshot(
        now.state().label(),
        now.state().client().map(client -> client.identity().pid()).orElse(0),
        now.history().generation(),
        now.history().lastExit(),
        now.history().lastStall());
  }

  private boolean awaitState(java.util.function.Predicate<LifeState> wanted, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      while (!wanted.test(life.state())) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        try {
          lock.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
    }
    return true;
  }

  private void happened(LifeEvent event) {
    synchronized (lock) {
      apply(event);
    }
    act();
  }

  /** With the lock held. */
  private void apply(LifeEvent event) {
    ClientLife.Step step = life.on(event);
    life = step.life();
    effects.addAll(step.effects());
    lock.notifyAll();
  }

  /** Does what is to be done, unless another thread is at it: that one does this, too. */
  private void act() {
    while (true) {
      LifeEffect effect;
      synchronized (lock) {
        if (acting || effects.isEmpty()) {
          return;
        }
        acting = true;
        effect = effects.remove();
      }
      try {
        perform(effect);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "volume " + name + ": " + effect + " failed", e);
      } finally {
        synchronized (lock) {
          acting = false;
        }
      }
    }
  }

  private void perform(LifeEffect effect) {
    switch (effect) {
      case LifeEffect.Launch(boolean failFast) -> launch(failFast);
      case LifeEffect.LaunchEarly() -> launchEarly();
      case LifeEffect.LaunchAfter(Duration delay, int generation) ->
          tasks.runAfter(
              delay, "launch of a client", () -> happened(new LifeEvent.Due(generation)));
      case LifeEffect.Watch(ClientProcess client) -> watch(client);
      case LifeEffect.Probe(ClientProcess client) ->
          Thread.ofPlatform()
              .daemon()
              .name("probe-" + client.identity().pid())
              .start(() -> new ServingProbe(control, client).run(() -> serves(client)));
      case LifeEffect.Kill(ClientProcess client) -> client.signal(ClientProcess.SIGKILL);
      case LifeEffect.Ask(ExitReason reason) ->
          happened(new LifeEvent.Decided(wantsAnother(reason), System.nanoTime()));
      case LifeEffect.TellLaunched(var process, int generation) ->
          listener.launched(process, generation);
      case LifeEffect.TellReplaced() -> listener.replaced(new ExitReason.Replaced());
      case LifeEffect.TellServed(Outage outage, long at) ->
          listener.served(outage.generation(), outage.reason(), outage.stall(at));
      case LifeEffect.Log(System.Logger.Level level, String message) ->
          LOG.log(level, "volume {0}: {1}", name, message);
    }
  }

  private void launch(boolean failFast) {
    ClientProcess started;
    try (Launch launch = launcher.launch(failFast)) {
      started = runner.start(launch);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "volume {0}: {1}", name, e);
      happened(new LifeEvent.LaunchFailed(String.valueOf(e.getMessage()), System.nanoTime()));
      return;
    }
    happened(new LifeEvent.Launched(started, System.nanoTime()));
  }

  /** The next client starts while the kernel takes back the memory of this one. */
  private void launchEarly() {
    if (!listener.isConnected()) {
      return;
    }
    try (Launch launch = launcher.launch(false)) {
      happened(new LifeEvent.LaunchedEarly(runner.start(launch)));
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.DEBUG, "volume {0}: not launched early: {1}", name, e);
    }
  }

  private void watch(ClientProcess client) {
    client.dying().thenRun(() -> happened(new LifeEvent.EndBegan(client, System.nanoTime())));
    client
        .exited()
        .thenAccept(
            reason -> happened(new LifeEvent.EndComplete(client, reason, System.nanoTime())));
  }

  private void serves(ClientProcess client) {
    happened(new LifeEvent.Serves(client, System.nanoTime()));
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
}
