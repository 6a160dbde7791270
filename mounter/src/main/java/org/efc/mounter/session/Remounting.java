// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.efc.mounter.MountException;
import org.efc.mounter.linux.TargetDirectory;
import org.efc.mounter.linux.TargetPath;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.TargetRecord;

/**
 * The last resort: a volume whose connection the kernel has given up is mounted afresh, and bound
 * again into its targets. Files that were open are lost to their applications; containers see the
 * new mount only where mounts propagate to them. The volume's condition says so until it is
 * unstaged.
 */
final class Remounting implements Volume.ConnectionLost {
  private static final System.Logger LOG = System.getLogger(Remounting.class.getName());
  private static final Duration RETRY = Duration.ofMillis(200);
  private static final Duration RETRY_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration STOP_PATIENCE = Duration.ofMillis(500);

  private final SessionParts parts;
  private final FuseMounting mounting;

  Remounting(SessionParts parts, FuseMounting mounting) {
    this.parts = parts;
    this.mounting = mounting;
  }

  @Override
  public void lost(Volume volume) {
    parts.tasks().run("remount of volume " + volume.id(), () -> attempt(volume));
  }

  /** After a recovery that failed: a volume without a client gets another chance, later. */
  void lostIfUnserved(Volume volume) {
    if (volume.supervisor().snapshot().pid() == 0) {
      later(volume, RETRY_AFTER_FAILURE);
    }
  }

  private void attempt(Volume volume) {
    Optional<CallLocks.Hold> hold = parts.locks().tryAlone(CallLocks.volume(volume.id()));
    if (hold.isEmpty()) {
      later(volume, RETRY);
      return;
    }
    try (CallLocks.Hold _ = hold.get()) {
      remountIfStillLost(volume);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.ERROR,
          "volume " + volume.id() + ": can't be mounted afresh, will retry",
          e);
      later(volume, RETRY_AFTER_FAILURE);
    }
  }

  private void later(Volume volume, Duration delay) {
    parts.tasks().runAfter(delay, "remount of volume " + volume.id(), () -> attempt(volume));
  }

  private void remountIfStillLost(Volume volume) {
    boolean current =
        parts.volumes().find(volume.id()).filter(volume::equals).isPresent()
            && volume.record().phase() == MountRecord.Phase.MOUNTED;
    if (!current) {
      return;
    }
    if (volume.device().is(parts.table()::isConnected)) {
      volume.supervisor().resume();
      return;
    }
    if (isUnmountedByHand(volume)) {
      LOG.log(
          System.Logger.Level.INFO,
          "volume {0}: somebody unmounted it and its targets, so it is forgotten",
          volume.id());
      volume.supervisor().stop(STOP_PATIENCE);
      parts.paths().remove(Path.of(volume.record().mountPath()));
      parts.volumes().forget(volume);
      return;
    }
    remount(volume);
  }

  /** A mount by hand (no staging path) of which nothing is left in mountinfo. */
  private boolean isUnmountedByHand(Volume volume) {
    MountRecord record = volume.record();
    return record.stagingPath().isEmpty()
        && parts.table().read().ofDevice(record.minor()).stream().noneMatch(mounting::isOurs);
  }

  /** Mounts afresh and binds again; returns when the mount is there, the client may still start. */
  void remount(Volume volume) {
    MountRecord before = volume.record();
    LOG.log(
        System.Logger.Level.WARNING,
        "volume {0}: its FUSE connection is gone (device held by nobody, aborted or unmounted):"
            + " mounting afresh; files open in applications are lost",
        volume.id());
    volume.supervisor().stop(STOP_PATIENCE);
    for (TargetRecord target : before.targets()) {
      unbind(target);
    }
    volume.update(record -> record.remounting(FuseMounting.newDeviceId()));
    mounting.mount(volume);
    volume.replaceSupervisor().start(false);
    volume.failovers().connectionLost();
    for (TargetRecord target : before.targets()) {
      rebind(volume, target);
    }
  }

  private void unbind(TargetRecord target) {
    try {
      mounting.unmountAll(target.resolved(), () -> false, WhenBusy.DETACH, Duration.ZERO);
    } catch (MountException e) {
      LOG.log(System.Logger.Level.WARNING, "target {0} stays: {1}", target.path(), e.getMessage());
    }
  }

  private void rebind(Volume volume, TargetRecord target) {
    if (target.phase() == TargetRecord.Phase.UNBINDING) {
      volume.update(record -> record.withoutTarget(target.resolved()));
      return;
    }
    try (TargetDirectory directory =
        TargetDirectory.open(TargetPath.parse(target.resolved())).orElseThrow()) {
      if (directory.kind() == TargetDirectory.Kind.ABSENT) {
        directory.make();
      }
      parts.table().bind(volume.record().mountPath(), directory, target.options().readOnly());
      volume.update(record -> record.withTarget(target.with(TargetRecord.Phase.BOUND)));
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "volume {0}: target {1} is not bound again: {2}",
          volume.id(),
          target.path(),
          e.getMessage());
      volume.update(record -> record.withoutTarget(target.resolved()));
    }
  }
}
