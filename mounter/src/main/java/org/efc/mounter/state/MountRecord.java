// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.ProcessIdentity;

/**
 * What must outlive the session manager about one volume. Immutable; written as a whole before each
 * deed it announces.
 *
 * @param format {@link #FORMAT}
 * @param bootId of the kernel that holds the mount; with another one nothing of this is true
 * @param stagingPath of the caller, empty for a mount by hand
 * @param mountPath where the FUSE file system is
 * @param phase how far stage or unstage is
 * @param deviceId names the connection: another one after each mount(2)
 * @param minor of the mount's st_dev, -1 before mount(2)
 * @param clientPid 0 while there is no client
 * @param clientStartTime see {@link ProcessIdentity}
 * @param generation how many clients were launched for this volume
 * @param lastExit why the last client ended, in words; empty while the first one lives
 * @param remounts how often the connection was lost and the volume mounted afresh
 */
public record MountRecord(
    int format,
    String bootId,
    MountSpec spec,
    String stagingPath,
    String mountPath,
    Phase phase,
    String deviceId,
    int minor,
    int clientPid,
    long clientStartTime,
    int generation,
    String lastExit,
    int remounts,
    List<TargetRecord> targets) {
  public static final int FORMAT = 1;
  public static final int NO_MINOR = -1;

  /** Intent first, then the deed, then the note that it is done. */
  public enum Phase {
    MOUNTING,
    MOUNTED,
    UNMOUNTING
  }

  public MountRecord {
    targets = List.copyOf(targets);
  }

  /** The intent to mount. */
  public static MountRecord mounting(
      String bootId, MountSpec spec, String stagingPath, String mountPath, String deviceId) {
    return new MountRecord(
        FORMAT,
        bootId,
        spec,
        stagingPath,
        mountPath,
        Phase.MOUNTING,
        deviceId,
        NO_MINOR,
        0,
        0,
        0,
        "",
        0,
        List.of());
  }

  public String volumeId() {
    return spec.volumeId();
  }

  /** The client that was launched last. */
  public Optional<ProcessIdentity> client() {
    return clientPid == 0
        ? Optional.empty()
        : Optional.of(new ProcessIdentity(clientPid, clientStartTime));
  }

  public Optional<TargetRecord> target(String resolved) {
    return targets.stream().filter(target -> target.resolved().equals(resolved)).findFirst();
  }

  public MountRecord with(Phase next) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        next,
        deviceId,
        minor,
        clientPid,
        clientStartTime,
        generation,
        lastExit,
        remounts,
        targets);
  }

  public MountRecord withMinor(int number) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        deviceId,
        number,
        clientPid,
        clientStartTime,
        generation,
        lastExit,
        remounts,
        targets);
  }

  public MountRecord withClient(ProcessIdentity client, int newGeneration) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        deviceId,
        minor,
        client.pid(),
        client.startTime(),
        newGeneration,
        lastExit,
        remounts,
        targets);
  }

  public MountRecord withLastExit(String reason) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        deviceId,
        minor,
        clientPid,
        clientStartTime,
        generation,
        reason,
        remounts,
        targets);
  }

  /** A connection was lost; the next one is about to be mounted. */
  public MountRecord remounting(String newDeviceId) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        newDeviceId,
        NO_MINOR,
        0,
        0,
        generation,
        lastExit,
        remounts + 1,
        targets);
  }

  /** With this target in the place of one at the same path, or added. */
  public MountRecord withTarget(TargetRecord target) {
    List<TargetRecord> changed = new ArrayList<>(withoutTarget(target.resolved()).targets);
    changed.add(target);
    return withTargets(changed);
  }

  public MountRecord withoutTarget(String resolved) {
    return withTargets(
        targets.stream().filter(target -> !target.resolved().equals(resolved)).toList());
  }

  private MountRecord withTargets(List<TargetRecord> changed) {
    return new MountRecord(
        format,
        bootId,
        spec,
        stagingPath,
        mountPath,
        phase,
        deviceId,
        minor,
        clientPid,
        clientStartTime,
        generation,
        lastExit,
        remounts,
        changed);
  }
}
