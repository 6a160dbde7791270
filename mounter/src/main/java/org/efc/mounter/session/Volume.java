// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.efc.common.EfcException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverFile;
import org.efc.mounter.linux.AppendedLog;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.process.ClientControl;
import org.efc.mounter.process.ClientListener;
import org.efc.mounter.process.ClientSupervisor;
import org.efc.mounter.process.EfcProgram;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.process.HungWatch;
import org.efc.mounter.process.Launch;
import org.efc.mounter.state.ClientProgram;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.VolumeDirectory;

/**
 * One volume that is mounted here: its record, its device, and the supervisor of its client.
 *
 * <p>Lock order: this, then the record's, then the device's.
 */
final class Volume implements AutoCloseable {
  private static final Duration ASK = Duration.ofSeconds(1);

  private final VolumeParts parts;
  private final ConnectionLost connectionLost;
  private final VolumeDirectory directory;
  private final ClientControl control;
  private final Failovers failovers;
  private final RecordKeeper records;
  private final HeldDevice device = new HeldDevice();
  private final AppendedLog log;
  private final CrashNotes crashes;
  private ClientSupervisor supervisor;
  private HungWatch watch;
  private volatile boolean recovering;
  private volatile Optional<VolumeStatus.Usage> usage = Optional.empty();

  /** Told when the kernel has given up a volume's connection. */
  interface ConnectionLost {
    void lost(Volume volume);
  }

  /** A volume with this record; the record is not written yet. */
  Volume(VolumeParts parts, MountRecord record, ConnectionLost connectionLost) {
    this.parts = parts;
    this.connectionLost = connectionLost;
    this.records = new RecordKeeper(parts.store(), parts.tasks(), record);
    this.directory = VolumeDirectory.of(parts.config().stateDir(), record.volumeId());
    this.log = new AppendedLog(directory.log());
    this.crashes = new CrashNotes(directory.crashes());
    this.control = new ClientControl(directory.controlSocket());
    this.failovers = new Failovers(new FailoverFile(directory.path()), control, parts.tasks());
    this.supervisor = newSupervisor();
    this.watch = newWatch();
  }

  private HungWatch newWatch() {
    HungWatch started =
        new HungWatch(
            supervisor,
            control,
            () -> device.is(parts.table()::hasUnreadRequests),
            parts.config().hungAfter());
    started.start(parts.tasks());
    return started;
  }

  private ClientSupervisor newSupervisor() {
    return new ClientSupervisor(
        id(),
        record().generation(),
        parts.runner(),
        this::launch,
        control,
        parts.restarts(),
        parts.tasks(),
        new ClientListener() {
          @Override
          public void launched(ProcessIdentity process, int generation) {
            crashes.launched(process.pid());
            records.note(before -> before.withClient(process, generation));
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
            records.note(before -> before.withLastExit(reason.describe()));
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

  /** How a client of this volume is launched with this program; the caller closes it. */
  Launch launch(List<String> command, boolean failFast) {
    return ClientLaunch.of(command, record().spec(), directory, device.duplicate(), failFast);
  }

  /** The program that serves it: the session manager's own, unless it was upgraded. */
  List<String> command() {
    return ClientProgram.of(directory)
        .map(ClientProgram::path)
        .filter(EfcProgram::isThere) // a version that was removed must not leave it without client
        .map(ClientLaunch::command)
        .orElseGet(() -> parts.config().clientCommand());
  }

  private boolean onClientEnded(ExitReason reason) {
    crashes.ended(reason);
    records.note(before -> before.withLastExit(reason.describe()));
    if (isConnected()) {
      return true;
    }
    connectionLost.lost(this);
    return false;
  }

  /** Without a device there is nothing to hand to a client, whatever the connection does. */
  private boolean isConnected() {
    return device.is(held -> !parts.table().isAborted(held));
  }

  String id() {
    return record().volumeId();
  }

  /** Lets go of the oldest lines of a client's log that has grown too long. */
  void limitLog() {
    log.limit();
  }

  /**
   * Refuses a volume whose root is gone from its server, to whoever would get it now.
   *
   * @throws MountException NO_SUCH_SOURCE
   */
  void requireRoot() {
    Optional<ClientControl.Answer> status;
    try {
      status = control.ask("status", ASK);
    } catch (EfcException e) {
      return; // a client that does not answer is no proof
    }
    if (status.filter(VolumeReport::isRootStale).isPresent()) {
      throw new MountException(
          Kind.NO_SUCH_SOURCE,
          "volume " + id() + ": " + VolumeReport.staleRoot(record().spec().source()));
    }
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

  HeldDevice device() {
    return device;
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
    return records.record();
  }

  /** Changes the record, on disk first; of a volume that is forgotten, in memory only. */
  MountRecord update(UnaryOperator<MountRecord> change) {
    return records.update(change);
  }

  /** Removes the record, the client's state and our duplicate of the device. */
  void forget() {
    records.end(); // from now on nothing is written that would come after the removal
    close();
    parts.store().remove(id());
  }

  synchronized ClientSupervisor supervisor() {
    return supervisor;
  }

  /** For a connection that was mounted afresh: the one before has ended for good. */
  synchronized ClientSupervisor replaceSupervisor() {
    watch.end();
    supervisor = newSupervisor();
    watch = newWatch();
    return supervisor;
  }

  /** Space as a client of this volume last reported it. */
  Optional<VolumeStatus.Usage> usage() {
    return usage;
  }

  void usage(VolumeStatus.Usage reported) {
    usage = Optional.of(reported);
  }

  /** Whether a restarted session manager has not settled this volume yet. */
  boolean isRecovering() {
    return recovering;
  }

  void recovering(boolean now) {
    recovering = now;
  }

  /** Closes our duplicate of the device, for good; notes that are not written yet are dropped. */
  @Override
  public synchronized void close() {
    watch.end();
    records.dropNotes();
    device.close();
  }
}
