// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverFile;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.process.ClientControl;
import org.efc.mounter.process.ClientSupervisor;
import org.efc.mounter.process.EfcProgram;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.process.HungWatch;
import org.efc.mounter.process.Launch;
import org.efc.mounter.state.ClientProgram;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.VolumeDirectory;

/** One volume: its record on disk, its device fd, and the supervisor of its client. */
final class Volume implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Volume.class.getName());
  private static final Duration ASK = Duration.ofSeconds(1);

  private final Node node;
  private final ConnectionLost connectionLost;
  private final VolumeDirectory directory;
  private final ClientControl control;
  private final Failovers failovers;

  /** Held while a record is written; who holds it does not take our monitor. */
  private final Object writing = new Object();

  private volatile MountRecord record;
  private Optional<Fd> device = Optional.empty();
  private ClientSupervisor supervisor;
  private HungWatch watch;
  private boolean recovering;
  private volatile boolean forgotten;
  private Optional<VolumeStatus.Usage> usage = Optional.empty();

  /** Hears that the kernel has given up a volume's connection. */
  interface ConnectionLost {
    void lost(Volume volume);
  }

  /** A volume with this record; the record is not written yet. */
  Volume(Node node, MountRecord record, ConnectionLost connectionLost) {
    this.node = node;
    this.record = record;
    this.connectionLost = connectionLost;
    this.directory = VolumeDirectory.of(node.config().stateDir(), record.volumeId());
    this.control = new ClientControl(directory.controlSocket());
    this.failovers = new Failovers(new FailoverFile(directory.path()), control, node.timer());
    this.supervisor = newSupervisor();
    this.watch = watch();
  }

  private HungWatch watch() {
    HungWatch started =
        new HungWatch(
            supervisor,
            control,
            () -> device().filter(node.table()::hasUnreadRequests).isPresent(),
            node.config().hungAfter());
    started.start(node.timer());
    return started;
  }

  private ClientSupervisor newSupervisor() {
    return new ClientSupervisor(
        record.volumeId(),
        record.generation(),
        node.runner(),
        this::launch,
        control,
        node.restarts(),
        node.timer(),
        new ClientSupervisor.Listener() {
          @Override
          public void launched(ProcessIdentity process, int generation) {
            note(before -> before.withClient(process, generation));
          }

          @Override
          public boolean isConnected() {
            return Volume.this.isConnected();
          }

          @Override
          public boolean ended(ExitReason reason) {
            return onClientEnded(reason);
          }

          @Override
          public void replaced(ExitReason reason) {
            note(before -> before.withLastExit(reason.describe()));
          }

          @Override
          public void served(int generation, ExitReason reason, Duration stall) {
            failovers.served(generation, reason, stall);
          }
        });
  }

  private Launch launch(boolean failFast) {
    directory.limitLog();
    return launch(command(), failFast);
  }

  /** How a client of this volume is launched with this program. */
  Launch launch(List<String> command, boolean failFast) {
    return ClientLaunch.of(command, record().spec(), directory, device(), failFast);
  }

  /** The program that serves it: the session manager's own, unless it was upgraded. */
  List<String> command() {
    return ClientProgram.of(directory)
        .map(ClientProgram::path)
        .filter(EfcProgram::isThere) // a version that was removed must not leave it without client
        .map(ClientLaunch::command)
        .orElseGet(() -> node.config().clientCommand());
  }

  private boolean onClientEnded(ExitReason reason) {
    // Elsewhere: a record takes an fsync, and applications wait for the next client.
    node.timer().execute(() -> note(before -> before.withLastExit(reason.describe())));
    if (isConnected()) {
      return true;
    }
    connectionLost.lost(this);
    return false;
  }

  /** Without a device there is nothing to hand to a client, whatever the connection does. */
  private boolean isConnected() {
    Optional<Fd> held = device();
    return held.isPresent() && !node.table().isAborted(held.get());
  }

  String id() {
    return record().volumeId();
  }

  VolumeDirectory directory() {
    return directory;
  }

  ClientControl control() {
    return control;
  }

  Failovers failovers() {
    return failovers;
  }

  /** Whether a client answers its control socket; takes a second at most. */
  boolean answers() {
    try {
      return control.ask("status", ASK).isPresent();
    } catch (EfcException e) {
      return false;
    }
  }

  /** As it was last written: a launch does not wait for one that is being written. */
  MountRecord record() {
    return record;
  }

  /** Changes the record, on disk first; of a volume that is forgotten, in memory only. */
  MountRecord update(UnaryOperator<MountRecord> change) {
    synchronized (writing) {
      MountRecord next = change.apply(record);
      if (!forgotten) {
        node.store().save(next);
      }
      record = next;
      return next;
    }
  }

  /** As {@link #update} for what is good to know and nobody depends on: failures are logged. */
  private void note(UnaryOperator<MountRecord> change) {
    try {
      update(change);
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.ERROR, "volume {0}: {1}", id(), e.getMessage());
    }
  }

  /** Removes the record, the client's state and our duplicate of the device. */
  synchronized void forget() {
    synchronized (writing) {
      forgotten = true; // from now on nothing is written that would come after the removal
    }
    close();
    node.store().remove(record.volumeId());
    node.volumes().remove(record.volumeId());
  }

  synchronized Optional<Fd> device() {
    return device;
  }

  /** Takes ownership of the device of this volume's connection; one held before is closed. */
  synchronized void hold(Fd fd) {
    device.ifPresent(Fd::close);
    device = Optional.of(fd);
  }

  /** As {@link #hold} when none is held; returns whether it was taken. */
  synchronized boolean holdIfNone(Fd fd) {
    if (device.isPresent() || forgotten) {
      return false;
    }
    device = Optional.of(fd);
    notifyAll();
    return true;
  }

  /** A duplicate that belongs to the caller; empty while none is held. */
  synchronized Optional<Fd> duplicateDevice() {
    return device.map(Fd::duplicate);
  }

  /** Waits until a device is held; returns whether one is. */
  synchronized boolean awaitDevice(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (device.isEmpty()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized ClientSupervisor supervisor() {
    return supervisor;
  }

  /** For a connection that was mounted afresh: the one before has ended for good. */
  synchronized ClientSupervisor replaceSupervisor() {
    watch.end();
    supervisor = newSupervisor();
    watch = watch();
    return supervisor;
  }

  /** Space as a client of this volume last reported it. */
  synchronized Optional<VolumeStatus.Usage> usage() {
    return usage;
  }

  synchronized void usage(VolumeStatus.Usage reported) {
    usage = Optional.of(reported);
  }

  /** Whether a restarted session manager has not settled this volume yet. */
  synchronized boolean isRecovering() {
    return recovering;
  }

  synchronized void recovering(boolean now) {
    recovering = now;
  }

  /** Closes our duplicate of the device. */
  @Override
  public synchronized void close() {
    watch.end();
    device.ifPresent(Fd::close);
    device = Optional.empty();
  }
}
