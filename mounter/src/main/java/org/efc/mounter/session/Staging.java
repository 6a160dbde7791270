// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.efc.mounter.process.ClientSupervisor;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.TargetRecord;

/**
 * Stage and unstage. The caller holds the volume's lock alone. Each is a list of steps that a kill
 * may cut anywhere: the record says what was intended, and the next call or the next start takes it
 * from there.
 */
final class Staging {
  private static final System.Logger LOG = System.getLogger(Staging.class.getName());
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration ABANDON_PATIENCE = Duration.ofMillis(100);
  private static final Duration BUSY_PATIENCE = Duration.ofSeconds(3);

  private final SessionParts parts;
  private final FuseMounting mounting;
  private final Remounting remounting;

  Staging(SessionParts parts, FuseMounting mounting, Remounting remounting) {
    this.parts = parts;
    this.mounting = mounting;
    this.remounting = remounting;
  }

  void stage(MountSpec spec, String stagingPath, Duration deadline) {
    Optional<Volume> known = parts.volumes().find(spec.volumeId());
    if (known.isPresent()) {
      Volume volume = known.get();
      if (volume.record().phase() == MountRecord.Phase.MOUNTED) {
        requireSame(volume.record(), spec, stagingPath);
        makeSureItServes(volume, deadline);
        volume.requireRoot();
        return;
      }
      // What an earlier call could neither finish nor undo.
      takeAway(volume, WhenBusy.DETACH);
    }
    mountAnew(spec, stagingPath);
  }

  private static void requireSame(MountRecord record, MountSpec spec, String stagingPath) {
    MountSpec staged = record.spec();
    String id = "volume " + spec.volumeId() + " is staged already with ";
    if (!staged.source().equals(spec.source())) {
      throw incompatible(id + "source " + staged.source() + ", not " + spec.source());
    }
    if (staged.readOnly() != spec.readOnly()) {
      throw incompatible(id + "read-only " + staged.readOnly() + ", not " + spec.readOnly());
    }
    if (!staged.options().equals(spec.options())) {
      throw incompatible(id + "options " + staged.options() + ", not " + spec.options());
    }
    if (!record.stagingPath().equals(stagingPath)) {
      throw incompatible(
          id + "staging path \"" + record.stagingPath() + "\", not \"" + stagingPath + "\"");
    }
  }

  private static MountException incompatible(String message) {
    return new MountException(Kind.INCOMPATIBLE, message);
  }

  private void makeSureItServes(Volume volume, Duration deadline) {
    MountRecord record = volume.record();
    boolean mounted =
        parts
            .table()
            .read()
            .top(record.mountPath())
            .filter(mount -> mounting.isOurs(mount) && mount.minor() == record.minor())
            .isPresent();
    boolean connected =
        volume.device().isHeld() ? volume.device().is(parts.table()::isConnected) : mounted;
    if (!mounted || !connected) {
      remounting.remount(volume);
    }
    awaitServing(volume, deadline);
  }

  private void mountAnew(MountSpec spec, String stagingPath) {
    if (parts.volumes().size() >= parts.config().maxVolumes()) {
      throw new MountException(
          Kind.EXHAUSTED,
          "this node has "
              + parts.config().maxVolumes()
              + " volumes, as many as --max-volumes allows: volume "
              + spec.volumeId()
              + " is refused");
    }
    String mountPath = parts.paths().of(spec).toString();
    parts
        .volumes()
        .mountedAt(mountPath)
        .ifPresent(
            other -> {
              throw incompatible(
                  "volume "
                      + other.id()
                      + " is mounted at "
                      + mountPath
                      + ", where volume "
                      + spec.volumeId()
                      + " would go: give it another runtime name");
            });
    MountRecord intent =
        MountRecord.mounting(
            parts.bootId(), spec, stagingPath, mountPath, FuseMounting.newDeviceId());
    Volume volume = new Volume(parts.ofVolumes(), intent, remounting);
    volume.update(same -> same);
    parts.volumes().add(volume);
    try {
      mounting.mount(volume);
      startFirstClient(volume);
      // Now, while it answers for sure: statistics are asked for when it hangs, too.
      VolumeReport.refreshUsage(volume);
      volume.update(record -> record.with(MountRecord.Phase.MOUNTED));
    } catch (RuntimeException e) {
      rollBack(volume, e);
      throw e;
    }
    LOG.log(
        System.Logger.Level.INFO, "volume {0}: {1} at {2}", volume.id(), spec.source(), mountPath);
  }

  private void startFirstClient(Volume volume) {
    ClientSupervisor supervisor = volume.supervisor();
    supervisor.start(true);
    try {
      Optional<ExitReason> failure = supervisor.awaitServing(parts.config().stageTimeout());
      if (failure.isPresent()) {
        throw FirstStartFailure.of(
            volume.record().spec().source(), failure.get(), volume.directory());
      }
    } catch (TimeoutException e) {
      throw new MountException(
          Kind.UNREACHABLE,
          "source "
              + volume.record().spec().source()
              + " did not answer within "
              + parts.config().stageTimeout().toSeconds()
              + " s",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(Kind.INTERNAL, "interrupted", e);
    }
  }

  private void rollBack(Volume volume, RuntimeException cause) {
    try {
      volume.supervisor().stop(ABANDON_PATIENCE);
      takeAway(volume, WhenBusy.DETACH);
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "volume {0}: roll-back failed, the next call repeats it",
          volume.id(),
          e);
      cause.addSuppressed(e);
    }
  }

  private void awaitServing(Volume volume, Duration deadline) {
    try {
      Optional<ExitReason> failure = volume.supervisor().awaitServing(deadline);
      if (failure.isPresent()) {
        throw new MountException(
            Kind.INTERNAL, "volume " + volume.id() + " has no client: " + failure.get().describe());
      }
    } catch (TimeoutException e) {
      throw new MountException(
          Kind.UNREACHABLE,
          "volume "
              + volume.id()
              + " is mounted, but its client does not reach "
              + volume.record().spec().source()
              + " (it goes on trying)",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MountException(Kind.INTERNAL, "interrupted", e);
    }
  }

  void unstage(String volumeId, String stagingPath) {
    Optional<Volume> known = parts.volumes().find(volumeId);
    if (known.isEmpty()) {
      return;
    }
    Volume volume = known.get();
    String staged = volume.record().stagingPath();
    if (!stagingPath.isEmpty() && !staged.isEmpty() && !staged.equals(stagingPath)) {
      LOG.log(
          System.Logger.Level.INFO,
          "volume {0} is staged at {1}: unstage of {2} has nothing to do",
          volumeId,
          staged,
          stagingPath);
      return;
    }
    requireNoTargets(volume);
    volume.update(record -> record.with(MountRecord.Phase.UNMOUNTING));
    try {
      takeAway(volume, WhenBusy.FAIL);
    } catch (MountException e) {
      if (e.kind() == Kind.IN_USE) {
        volume.update(record -> record.with(MountRecord.Phase.MOUNTED));
        volume.supervisor().resume();
      }
      throw e;
    }
    LOG.log(System.Logger.Level.INFO, "volume {0} is unstaged", volumeId);
  }

  /** Targets that someone else has unmounted count no more. */
  private void requireNoTargets(Volume volume) {
    for (TargetRecord target : volume.record().targets()) {
      boolean bound =
          parts.table().read().top(target.resolved()).filter(mounting::isOurs).isPresent();
      if (bound) {
        List<String> paths = volume.record().targets().stream().map(TargetRecord::path).toList();
        throw new MountException(
            Kind.IN_USE, "volume " + volume.id() + " is published at " + String.join(", ", paths));
      }
      volume.update(record -> record.withoutTarget(target.resolved()));
    }
  }

  /** Unmounts while the client still serves, so that dirty pages get out; then ends it. */
  void takeAway(Volume volume, WhenBusy whenBusy) {
    String mountPath = volume.record().mountPath();
    volume.supervisor().retire();
    mounting.unmountAll(mountPath, volume::answers, whenBusy, BUSY_PATIENCE);
    volume.supervisor().stop(STOP_PATIENCE);
    parts.paths().remove(Path.of(mountPath));
    parts.volumes().forget(volume);
  }
}
