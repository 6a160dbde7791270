// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.common.EfcException;
import org.efc.mounter.linux.ProcessIdentity;

/**
 * Keeps one client ready that serves nothing yet. A launch takes it when it is there, and starts a
 * process otherwise; then the next one gets ready.
 */
public final class Standby implements ProcessRunner, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Standby.class.getName());

  /** A launch has the machine for itself until its applications go on. */
  private static final Duration REFILL = Duration.ofSeconds(1);

  private static final Duration REFILL_AFTER_FAILURE = Duration.ofSeconds(60);
  private static final Duration REHEARSAL = Duration.ofMinutes(2);

  /** Of a process that got SIGKILL; then its cgroup is gone, too. */
  private static final Duration DEATH = Duration.ofMillis(500);

  private final ProcessRunner runner;
  private final List<String> program;
  private final ReadyLauncher launcher;
  private final BackgroundTasks tasks;
  private Optional<ReadyClient> waiting = Optional.empty();
  private boolean ready;
  private boolean closed;

  /**
   * @param runner starts processes
   * @param program what a launch begins with that a standby may stand in for
   * @param launcher of clients that get ready
   */
  public Standby(
      ProcessRunner runner, List<String> program, ReadyLauncher launcher, BackgroundTasks tasks) {
    this.runner = runner;
    this.program = List.copyOf(program);
    this.launcher = launcher;
    this.tasks = tasks;
  }

  /** Gets the first one ready. */
  public void begin() {
    refillAfter(Duration.ZERO);
  }

  @Override
  public ClientProcess start(Launch wanted) {
    refillAfter(REFILL);
    return handOver(wanted).orElseGet(() -> runner.start(wanted));
  }

  private Optional<ClientProcess> handOver(Launch wanted) {
    List<String> command = wanted.command();
    boolean same =
        command.size() >= program.size() && command.subList(0, program.size()).equals(program);
    if (!same || wanted.device().isEmpty() || wanted.lock().isEmpty()) {
      return Optional.empty();
    }
    Optional<ReadyClient> taken = take();
    if (taken.isEmpty()) {
      return Optional.empty();
    }
    try (ReadyClient client = taken.get()) {
      client.serve(command.subList(program.size(), command.size()), wanted);
      return Optional.of(client.process());
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.WARNING, "the standby does not take over: {0}", e.getMessage());
      taken.get().process().signal(ClientProcess.SIGKILL);
      return Optional.empty();
    }
  }

  private synchronized Optional<ReadyClient> take() {
    Optional<ReadyClient> taken = ready ? waiting : Optional.empty();
    if (taken.isPresent()) {
      waiting = Optional.empty();
      ready = false;
    }
    return taken;
  }

  private synchronized void refillAfter(Duration pause) {
    if (!closed) {
      tasks.runAfter(pause, "start of a standby", this::refill);
    }
  }

  private synchronized void refill() {
    if (closed || waiting.isPresent()) {
      return;
    }
    try {
      ReadyClient client = ReadyClient.start(runner, launcher);
      waiting = Optional.of(client);
      client.process().exited().thenAccept(reason -> ended(client, reason));
      Thread.ofPlatform()
          .daemon()
          .name("standby-" + client.process().identity().pid())
          .start(() -> awaitReady(client));
    } catch (EfcException e) {
      failed(String.valueOf(e.getMessage()), REFILL_AFTER_FAILURE);
    }
  }

  private void awaitReady(ReadyClient client) {
    boolean isReady = client.awaitReady(REHEARSAL);
    synchronized (this) {
      if (waiting.filter(client::equals).isPresent() && isReady) {
        ready = true;
        LOG.log(
            System.Logger.Level.INFO,
            "standby {0,number,#} is ready",
            client.process().identity().pid());
        return;
      }
    }
    client.process().signal(ClientProcess.SIGKILL);
  }

  private synchronized void ended(ReadyClient client, ExitReason reason) {
    if (waiting.filter(client::equals).isPresent()) {
      client.close();
      waiting = Optional.empty();
      // One that was ready once shows that the next one will be, too.
      Duration pause = ready ? REFILL : REFILL_AFTER_FAILURE;
      ready = false;
      failed(reason.describe(), pause);
    }
  }

  private void failed(String why, Duration pause) {
    LOG.log(
        System.Logger.Level.WARNING,
        "no standby, the next try in {0} s: {1}",
        pause.toSeconds(),
        why);
    refillAfter(pause);
  }

  /** Whether one is ready. */
  public synchronized boolean isReady() {
    return ready;
  }

  @Override
  public Map<String, ProcessIdentity> find(Path volumeStates) {
    return runner.find(volumeStates);
  }

  @Override
  public Optional<ClientProcess> adopt(ProcessIdentity process) {
    return runner.adopt(process);
  }

  /** Ends the standby; one whose session manager is killed ends when it finds its socket closed. */
  @Override
  public synchronized void close() {
    closed = true;
    waiting.ifPresent(client -> client.process().signal(ClientProcess.SIGKILL));
    waiting.ifPresent(client -> client.process().exitedWithin(DEATH));
    waiting.ifPresent(ReadyClient::close);
    waiting = Optional.empty();
    ready = false;
  }
}
