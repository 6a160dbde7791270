// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.ProcessIdentity;

/**
 * What must outlive the session manager about one volume. Immutable; written as a whole before each
 * deed it announces, in the form of {@link StoredRecord}.
 *
 * @param format {@link #FORMAT}
 * @param bootId of the kernel that holds the mount; with another one nothing of this is true
 * @param stagingPath of the caller, empty for a mount by hand
 * @param mountPath where the FUSE file system is
 * @param phase how far stage or unstage is
 */
public record MountRecord(
    int format,
    String bootId,
    MountSpec spec,
    String stagingPath,
    String mountPath,
    Phase phase,
    Connection connection,
    Served served,
    List<TargetRecord> targets) {
  public static final int FORMAT = 1;
  public static final int NO_MINOR = -1;

  /** Intent first, then the deed, then the note that it is done. */
  public enum Phase {
    MOUNTING,
    MOUNTED,
    UNMOUNTING
  }

  /**
   * The FUSE connection of the volume.
   *
   * @param deviceId names the connection: another one after each mount(2)
   * @param minor of the mount's st_dev, {@link #NO_MINOR} before mount(2)
   * @param remounts how often a connection was lost and the volume mounted afresh
   */
  public record Connection(String deviceId, int minor, int remounts) {}

  /**
   * The clients of the volume.
   *
   * @param pid of the client that was launched last, 0 while there is none
   * @param startTime see {@link ProcessIdentity}
   * @param generation how many clients were launched for this volume
   * @param lastExit why the last client ended, in words; empty while the first one lives
   */
  public record Served(int pid, long startTime, int generation, String lastExit) {}

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
        new Connection(deviceId, NO_MINOR, 0),
        new Served(0, 0, 0, ""),
        List.of());
  }

  public String volumeId() {
    return spec.volumeId();
  }

  /** See {@link Connection}. */
  public String deviceId() {
    return connection.deviceId;
  }

  /** See {@link Connection}. */
  public int minor() {
    return connection.minor;
  }

  /** See {@link Connection}. */
  public int remounts() {
    return connection.remounts;
  }

  /** See {@link Served}. */
  public int clientPid() {
    return served.pid;
  }

  /** See {@link Served}. */
  public int generation() {
    return served.generation;
  }

  /** See {@link Served}. */
  public String lastExit() {
    return served.lastExit;
  }

  /** The client that was launched last. */
  public Optional<ProcessIdentity> client() {
    return served.pid == 0
        ? Optional.empty()
        : Optional.of(new ProcessIdentity(served.pid, served.startTime));
  }

  public Optional<TargetRecord> target(String resolved) {
    return targets.stream().filter(target -> target.resolved().equals(resolved)).findFirst();
  }

  public MountRecord with(Phase next) {
    return with(next, connection, served, targets);
  }

  public MountRecord withMinor(int number) {
    return with(
        phase, new Connection(connection.deviceId, number, connection.remounts), served, targets);
  }

  public MountRecord withClient(ProcessIdentity client, int generation) {
    Served next = new Served(client.pid(), client.startTime(), generation, served.lastExit);
    return with(phase, connection, next, targets);
  }

  public MountRecord withLastExit(String reason) {
    Served next = new Served(served.pid, served.startTime, served.generation, reason);
    return with(phase, connection, next, targets);
  }

  /** A connection was lost; the next one is about to be mounted. */
  public MountRecord remounting(String deviceId) {
    return with(
        phase,
        new Connection(deviceId, NO_MINOR, connection.remounts + 1),
        new Served(0, 0, served.generation, served.lastExit),
        targets);
  }

  /** With this target in the place of one at the same path, or added. */
  public MountRecord withTarget(TargetRecord target) {
    List<TargetRecord> changed = new ArrayList<>(withoutTarget(target.resolved()).targets);
    changed.add(target);
    return with(phase, connection, served, changed);
  }

  public MountRecord withoutTarget(String resolved) {
    List<TargetRecord> left =
        targets.stream().filter(target -> !target.resolved().equals(resolved)).toList();
    return with(phase, connection, served, left);
  }

  private MountRecord with(
      Phase nextPhase, Connection nextConnection, Served nextServed, List<TargetRecord> next) {
    return new MountRecord(
        format, bootId, spec, stagingPath, mountPath, nextPhase, nextConnection, nextServed, next);
  }
}
