// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.efc.common.linux.LinuxException;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.Mounter;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.failover.FailoverHistory;
import org.efc.mounter.linux.AppendedLog;
import org.efc.mounter.linux.MountTable;
import org.efc.mounter.linux.TargetPath;
import org.efc.mounter.linux.Watchdog;
import org.efc.mounter.process.BackgroundTasks;
import org.efc.mounter.process.ClientControl;
import org.efc.mounter.process.ProcessRunner;
import org.efc.mounter.process.RehearsalDirectory;
import org.efc.mounter.process.RestartPolicy;
import org.efc.mounter.process.Standby;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.MountStore;

/**
 * The {@link Mounter} that does it: opens devices, mounts, holds the device fds, supervises
 * clients. A call runs on its caller's thread to its end, whatever happens to whom it serves; a
 * second call on the same volume or target gets PENDING meanwhile.
 *
 * <p>Ending this process, gently or not, leaves every mount and every client as it is; the next one
 * adopts them.
 */
public final class SessionManager implements Mounter {
  private static final System.Logger LOG = System.getLogger(SessionManager.class.getName());
  private static final Duration LOOK_AT_LOGS = Duration.ofSeconds(1);
  private static final Duration MOUNT_DEADLINE = Duration.ofSeconds(10);
  private static final Duration QUOTA_ASK = Duration.ofSeconds(10);

  private final SessionParts parts;
  private final String instance = UUID.randomUUID().toString();
  private final Devices devices;
  private final Remounting remounting;
  private final Staging staging;
  private final Publishing publishing;
  private final Recovery recovery;
  private final BackgroundTasks tasks = new BackgroundTasks();
  private final Optional<Standby> standby;
  private final AppendedLog standbyLog;

  /** Nothing is touched before {@link #recover}. */
  public SessionManager(
      SessionConfig config,
      String bootId,
      MountTable table,
      MountStore store,
      ProcessRunner runner,
      RestartPolicy restarts) {
    this(config, bootId, table, store, runner, restarts, MOUNT_DEADLINE);
  }

  SessionManager(
      SessionConfig config,
      String bootId,
      MountTable table,
      MountStore store,
      ProcessRunner runner,
      RestartPolicy restarts,
      Duration mountDeadline) {
    this.standbyLog = new AppendedLog(ClientLaunch.standbyLog(config.stateDir()));
    this.standby =
        config.standby()
            ? Optional.of(
                new Standby(
                    runner,
                    config.clientCommand(),
                    ClientLaunch.standby(config.clientCommand(), config.stateDir()),
                    tasks))
            : Optional.empty();
    this.parts =
        new SessionParts(
            bootId,
            new VolumeParts(
                config,
                table,
                store,
                standby.<ProcessRunner>map(ready -> ready).orElse(runner),
                restarts,
                tasks),
            new MountPaths(config.mountRoot()),
            new CallLocks(),
            new VolumeTable(),
            mountDeadline);
    FuseMounting mounting = new FuseMounting(parts);
    this.remounting = new Remounting(parts, mounting);
    this.devices = new Devices(parts, instance);
    this.staging = new Staging(parts, mounting, remounting);
    this.publishing = new Publishing(parts, mounting);
    this.recovery = new Recovery(parts, remounting, staging, publishing, devices);
  }

  /** Takes over what an earlier session manager left. Returns before all of it is settled. */
  public void recover() {
    recovery.begin();
    limitLogs();
    // Whoever rehearses there was started by a session manager that is gone, and ends anyway.
    new RehearsalDirectory(ClientLaunch.rehearsals(parts.config().stateDir())).remove();
    standby.ifPresent(Standby::begin);
  }

  /** Clients and standbys write their logs themselves, for as long as they live. */
  private void limitLogs() {
    tasks.runAfter(
        LOOK_AT_LOGS,
        "limit of logs",
        () -> {
          limitLogs();
          standbyLog.limit();
          parts.volumes().all().forEach(Volume::limitLog);
        });
  }

  /** The name of this start. */
  public String instance() {
    return instance;
  }

  @Override
  public void stage(MountSpec spec, String stagingPath, Duration deadline) {
    SpecCheck.check(spec);
    try (CallLocks.Hold _ = parts.locks().alone(CallLocks.volume(spec.volumeId()))) {
      staging.stage(spec, stagingPath, deadline);
    } catch (LinuxException e) {
      throw internal(e);
    }
  }

  @Override
  public void unstage(String volumeId, String stagingPath, Duration deadline) {
    SpecCheck.volumeId(volumeId);
    try (CallLocks.Hold _ = parts.locks().alone(CallLocks.volume(volumeId))) {
      staging.unstage(volumeId, stagingPath);
    } catch (LinuxException e) {
      throw internal(e);
    }
  }

  @Override
  public void publish(String volumeId, String target, BindOptions options, Duration deadline) {
    SpecCheck.volumeId(volumeId);
    TargetPath path = TargetPath.parse(target);
    try (CallLocks.Hold _ = parts.locks().shared(CallLocks.volume(volumeId))) {
      publishing.publish(volumeId, path, options);
    } catch (LinuxException e) {
      throw internal(e);
    }
  }

  @Override
  public void unpublish(String volumeId, String target, Duration deadline) {
    SpecCheck.volumeId(volumeId);
    TargetPath path = TargetPath.parse(target);
    try (CallLocks.Hold _ = parts.locks().shared(CallLocks.volume(volumeId))) {
      publishing.unpublish(volumeId, path);
    } catch (LinuxException e) {
      throw internal(e);
    }
  }

  private static MountException internal(LinuxException e) {
    return new MountException(Kind.INTERNAL, String.valueOf(e.getMessage()), e);
  }

  @Override
  public Optional<VolumeStatus> status(String volumeId, Duration deadline) {
    return parts.volumes().find(volumeId).map(VolumeReport::of);
  }

  /** Volumes are asked at the same time: one client that does not answer delays no other. */
  @Override
  public List<VolumeStatus> list(Duration deadline) {
    Executor thread = task -> Thread.ofPlatform().daemon().name("report").start(task);
    List<CompletableFuture<VolumeStatus>> reports =
        parts.volumes().all().stream()
            .map(volume -> CompletableFuture.supplyAsync(() -> VolumeReport.of(volume), thread))
            .toList();
    return reports.stream().map(CompletableFuture::join).toList();
  }

  /** The clients that ended and were followed by another one, by volume id. */
  public Map<String, FailoverHistory> failovers() {
    return parts.volumes().all().stream()
        .collect(Collectors.toMap(Volume::id, volume -> volume.failovers().history()));
  }

  @Override
  public long reloadQuota(String volumeId, Duration deadline) {
    Volume volume = volume(volumeId);
    Duration patience = deadline.compareTo(QUOTA_ASK) < 0 ? deadline : QUOTA_ASK;
    try {
      return volume
          .control()
          .ask("reload-quota", patience)
          .map(answer -> answer.number("capacity_bytes"))
          .orElseThrow(
              () ->
                  new MountException(
                      Kind.UNREACHABLE, "volume " + volumeId + " has no client at the moment"));
    } catch (ClientControl.ClientErrorException e) {
      throw new MountException(
          Kind.UNREACHABLE, "volume " + volumeId + ": reload-quota: " + e.getMessage(), e);
    } catch (LinuxException e) {
      throw new MountException(
          Kind.DEADLINE,
          "volume " + volumeId + ": its client did not answer reload-quota: " + e.getMessage(),
          e);
    }
  }

  /**
   * Has the volume served by the client of another version, which is ready before the present one
   * stops between two requests.
   *
   * @param program the other version's {@code bin/efc}; empty: what served before the last upgrade
   * @return from when the present client was told to stop until the other one served
   * @throws MountException UNAVAILABLE, with the reason, when the present client serves on
   */
  public Duration upgrade(String volumeId, String program, Duration deadline) {
    SpecCheck.volumeId(volumeId);
    try (CallLocks.Hold _ = parts.locks().alone(CallLocks.volume(volumeId))) {
      return new Upgrading(parts).upgrade(volumeId, program, deadline);
    } catch (LinuxException e) {
      throw internal(e);
    }
  }

  /**
   * Ends the volume's FUSE connection: whoever waits in it gets ENOTCONN, even a process that waits
   * in the kernel for a server that is gone. Files that are open are lost to their applications,
   * and so are dirty pages of mapped files; what the server acknowledged is not. Then the volume is
   * mounted afresh. Waits for no other call, since one that hangs may be the reason.
   *
   * @throws MountException UNKNOWN_VOLUME; UNAVAILABLE when the kernel does not end it
   */
  public void abort(String volumeId) {
    Volume volume = volume(volumeId);
    int minor = volume.record().minor();
    boolean mounted =
        parts.table().read().ofDevice(minor).stream()
            .anyMatch(mount -> mount.fsType().equals(parts.config().fsType()));
    if (minor == MountRecord.NO_MINOR || !mounted) {
      throw new MountException(Kind.UNKNOWN_VOLUME, "volume " + volumeId + " is not mounted");
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "volume {0}: its FUSE connection {1,number,#} is aborted, as asked for",
        volumeId,
        minor);
    if (!parts.table().abort(minor)) {
      force(volume);
    }
    remounting.lost(volume);
  }

  /** Where fusectl is not mounted: umount2(2) aborts before it looks who uses the mount. */
  private void force(Volume volume) {
    String mountPath = volume.record().mountPath();
    try {
      Watchdog.run(
          "umount of " + mountPath,
          parts.mountDeadline(),
          () -> parts.table().unmount(mountPath, MountTable.MNT_FORCE));
    } catch (LinuxException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} stays, aborted: {1}", mountPath, e.getMessage());
    }
    if (!volume.device().is(parts.table()::isAborted)) {
      throw new MountException(
          Kind.UNAVAILABLE,
          "volume "
              + volume.id()
              + " can't be aborted: there is no /sys/fs/fuse/connections/"
              + volume.record().minor()
              + " (mount -t fusectl fusectl /sys/fs/fuse/connections), and umount2 with MNT_FORCE"
              + " did not end the connection either");
    }
  }

  private Volume volume(String volumeId) {
    return parts
        .volumes()
        .find(volumeId)
        .orElseThrow(
            () ->
                new MountException(
                    Kind.UNKNOWN_VOLUME, "volume " + volumeId + " is not on this node"));
  }

  /** How many volumes there are, in whatever phase. */
  public int volumeCount() {
    return parts.volumes().size();
  }

  /** Whether there are no volumes any more: true only after there were some. */
  public boolean isDeserted() {
    return parts.volumes().wereAny() && parts.volumes().size() == 0;
  }

  Devices devices() {
    return devices;
  }

  /** Lets go of devices, and begins no more tasks; mounts and clients live on. */
  @Override
  public void close() {
    parts.volumes().all().forEach(volume -> volume.supervisor().release());
    standby.ifPresent(Standby::close);
    tasks.close();
    parts.volumes().all().forEach(Volume::close);
  }
}
