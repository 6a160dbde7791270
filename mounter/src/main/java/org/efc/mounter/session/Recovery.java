// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.efc.common.EfcException;
import org.efc.common.linux.Fd;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.linux.TargetPath;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.efc.mounter.process.ClientProcess;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.MountStore;
import org.efc.mounter.state.RecoveryAction;
import org.efc.mounter.state.RecoveryPlan;
import org.efc.mounter.state.TargetRecord;
import org.efc.mounter.state.VolumeDirectory;

/** Carries the {@link RecoveryPlan} out when a session manager starts. */
final class Recovery {
  private static final System.Logger LOG = System.getLogger(Recovery.class.getName());
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

  private final SessionParts parts;
  private final Remounting remounting;
  private final Staging staging;
  private final Publishing publishing;
  private final Devices devices;
  private final Map<String, CallLocks.Hold> holds = new HashMap<>();

  Recovery(
      SessionParts parts,
      Remounting remounting,
      Staging staging,
      Publishing publishing,
      Devices devices) {
    this.parts = parts;
    this.remounting = remounting;
    this.staging = staging;
    this.publishing = publishing;
    this.devices = devices;
  }

  /**
   * Looks, decides, and starts to act. Volumes are known when this returns; each is locked (calls
   * get PENDING) until it is settled, by a thread of its own: one that hangs stops no other.
   */
  void begin() {
    MountStore.Loaded loaded = parts.store().load();
    List<RecoveryAction> plan =
        RecoveryPlan.of(
            new RecoveryPlan.Observed(
                parts.bootId(),
                loaded.records(),
                loaded.unreadable(),
                parts.table().read(),
                clients(),
                parts.config().fsType(),
                parts.config().fsName(),
                parts.paths().volumeRoot().toString()));
    Map<String, List<RecoveryAction>> targets = new HashMap<>();
    for (RecoveryAction action : plan) {
      switch (action) {
        case RecoveryAction.ConfirmTarget(String id, TargetRecord ignored) ->
            targets.computeIfAbsent(id, key -> new ArrayList<>()).add(action);
        case RecoveryAction.DropTarget(String id, TargetRecord ignored) ->
            targets.computeIfAbsent(id, key -> new ArrayList<>()).add(action);
        default -> {}
      }
    }
    for (RecoveryAction action : plan) {
      LOG.log(System.Logger.Level.DEBUG, "recovery: {0}", action);
      switch (action) {
        case RecoveryAction.Discard(MountRecord record) -> parts.store().remove(record.volumeId());
        case RecoveryAction.TakeAway(MountRecord record, Optional<ProcessIdentity> client) ->
            settle(know(record), List.of(), volume -> takeAway(volume, client));
        case RecoveryAction.Adopt(MountRecord record, ProcessIdentity client) ->
            settle(know(record), of(targets, record), volume -> adopt(volume, client));
        case RecoveryAction.AwaitDevice(MountRecord record) ->
            settle(know(record), of(targets, record), this::awaitDevice);
        case RecoveryAction.Remount(MountRecord record, Optional<ProcessIdentity> client) ->
            settle(know(record), List.of(), volume -> remount(volume, client));
        case RecoveryAction.ConfirmTarget ignored -> {}
        case RecoveryAction.DropTarget ignored -> {}
        // Calls are answered meanwhile: an orphan may hang for seconds.
        case RecoveryAction.UnmountOrphan(MountEntry mount) ->
            inBackground("unmount of " + mount.mountPoint(), () -> unmountOrphan(mount));
        case RecoveryAction.EndOrphan(ProcessIdentity client) ->
            inBackground("end of client " + client.pid(), () -> kill(client));
      }
    }
  }

  private static List<RecoveryAction> of(
      Map<String, List<RecoveryAction>> targets, MountRecord record) {
    return targets.getOrDefault(record.volumeId(), List.of());
  }

  private Volume know(MountRecord record) {
    Volume volume = new Volume(parts.ofVolumes(), record, remounting);
    volume.recovering(true);
    holds.put(volume.id(), parts.locks().alone(CallLocks.volume(volume.id())));
    parts.volumes().add(volume);
    return volume;
  }

  /** What is to be done about one volume. */
  private interface Step {
    void apply(Volume volume);
  }

  private void settle(Volume volume, List<RecoveryAction> targets, Step step) {
    CallLocks.Hold hold = Optional.ofNullable(holds.remove(volume.id())).orElseThrow();
    inBackground(
        "recovery of volume " + volume.id(),
        () -> {
          try (CallLocks.Hold _ = hold) {
            step.apply(volume);
            targets.forEach(action -> target(volume, action));
          } catch (RuntimeException e) {
            remounting.lostIfUnserved(volume);
            throw e;
          } finally {
            volume.recovering(false);
          }
        });
  }

  private static void inBackground(String what, Runnable work) {
    Thread.ofPlatform()
        .daemon()
        .name(what)
        .start(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, what + " failed", e);
              }
            });
  }

  private void takeAway(Volume volume, Optional<ProcessIdentity> client) {
    client.ifPresent(this::kill);
    staging.takeAway(volume, WhenBusy.DETACH);
    LOG.log(
        System.Logger.Level.INFO,
        "volume {0}: a stage or unstage was cut off, it is taken away",
        volume.id());
  }

  private void adopt(Volume volume, ProcessIdentity client) {
    Optional<ClientProcess> running = parts.runner().adopt(client);
    if (running.isEmpty()) {
      awaitDevice(volume);
      return;
    }
    // A supervisor that finds the client dead and no device here would give the connection up,
    // while a keeper may be about to bring it: that is waited for first.
    takeDevice(volume, running.get());
    if (!awaitRestored(volume) && running.get().exited().isDone()) {
      remounting.remount(volume);
      return;
    }
    volume.update(record -> record.withClient(client, Math.max(1, record.generation())));
    volume.supervisor().adopt(running.get());
    LOG.log(
        System.Logger.Level.INFO,
        "volume {0}: adopted client {1,number,#}",
        volume.id(),
        client.pid());
  }

  /** From the client itself; should that fail, a keeper may still restore it. */
  private void takeDevice(Volume volume, ClientProcess client) {
    try {
      Fd device = client.duplicateDevice();
      if (!devices.accept(volume, device)) {
        device.close();
      }
    } catch (EfcException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "volume {0}: can''t duplicate the device of client {1,number,#} ({2}); a keeper may",
          volume.id(),
          client.identity().pid(),
          e.getMessage());
    }
  }

  private void awaitDevice(Volume volume) {
    if (awaitRestored(volume)) {
      volume.supervisor().start(false);
      return;
    }
    // A last look before open files are given up: the predecessor may have been about to launch it.
    Optional<ProcessIdentity> late =
        Optional.ofNullable(clients().get(VolumeDirectory.hash(volume.id())));
    if (late.isPresent()) {
      adopt(volume, late.get());
    } else {
      remounting.remount(volume);
    }
  }

  private Map<String, ProcessIdentity> clients() {
    return parts.runner().find(parts.config().stateDir().resolve("volumes"));
  }

  /** Whether the volume's device is held here, now or within the time that a keeper has. */
  private boolean awaitRestored(Volume volume) {
    try {
      if (volume.device().await(parts.config().restoreTimeout())) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EfcException("interrupted while waiting for the device of " + volume.id(), e);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "volume {0}: nobody gave its device back within {1} ms",
        volume.id(),
        parts.config().restoreTimeout().toMillis());
    return false;
  }

  private void remount(Volume volume, Optional<ProcessIdentity> client) {
    client.ifPresent(this::kill);
    remounting.remount(volume);
  }

  private void target(Volume volume, RecoveryAction action) {
    if (action instanceof RecoveryAction.ConfirmTarget(String ignored, TargetRecord target)
        && volume.record().target(target.resolved()).isPresent()) {
      volume.update(record -> record.withTarget(target.with(TargetRecord.Phase.BOUND)));
    } else if (action instanceof RecoveryAction.DropTarget(String id, TargetRecord target)
        && volume.record().target(target.resolved()).isPresent()) {
      publishing.unpublish(id, TargetPath.parse(target.resolved()));
    }
  }

  /** This very mount: a stage may have put one of its own in the place by now. */
  private void unmountOrphan(MountEntry mount) {
    String mountPath = mount.mountPoint();
    LOG.log(System.Logger.Level.WARNING, "{0} is a mount of ours without a record", mountPath);
    try {
      parts.ladder().unmount(mount, () -> false, WhenBusy.DETACH, Duration.ZERO);
      if (parts.volumes().mountedAt(mountPath).isEmpty()) {
        parts.paths().remove(Path.of(mountPath));
      }
    } catch (EfcException e) {
      LOG.log(System.Logger.Level.ERROR, "orphan {0} stays: {1}", mountPath, e.getMessage());
    }
  }

  private void kill(ProcessIdentity client) {
    Optional<ClientProcess> running = parts.runner().adopt(client);
    running.ifPresent(
        process -> {
          process.signal(ClientProcess.SIGKILL);
          process
              .exited()
              .orTimeout(KILL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .exceptionally(ignored -> new ExitReason.Vanished())
              .join();
        });
  }
}
