// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.efc.mounter.linux.Watchdog;
import org.efc.mounter.state.MountRecord;

/** The FUSE mount of a volume at the path we own: made and taken away. */
final class FuseMounting {
  /** From a late mount until the calls on its volume have ended. */
  private static final Duration LATE_PATIENCE = Duration.ofMinutes(5);

  /** More mounts than this on top of each other are not ours to understand. */
  private static final int MAX_STACK = 64;

  private final SessionParts parts;

  FuseMounting(SessionParts parts) {
    this.parts = parts;
  }

  /** A name for a connection that is about to be mounted. */
  static String newDeviceId() {
    return UUID.randomUUID().toString();
  }

  /**
   * Mounts a fresh connection at the record's path; afterwards the volume holds its device and its
   * record the minor number.
   *
   * @throws MountException BAD_TARGET when something foreign is mounted there, DENIED, INTERNAL
   */
  void mount(Volume volume) {
    MountRecord record = volume.record();
    String mountPath = record.mountPath();
    unmountAll(mountPath, () -> false, WhenBusy.DETACH, Duration.ZERO);
    volume.directory().clearConnection();
    parts.paths().make(Path.of(mountPath));
    Fd device = open();
    try {
      Watchdog.run(
          "mount at " + mountPath,
          parts.mountDeadline(),
          () -> {
            // The call may outlast our descriptor, whose number then is another file's.
            try (Fd own = device.duplicate()) {
              parts
                  .table()
                  .mountFuse(
                      own,
                      mountPath,
                      parts.config().fsName(),
                      parts.config().fsType(),
                      record.spec().readOnly());
            }
          },
          () -> undoLateMount(volume, mountPath));
    } catch (LinuxException e) {
      device.close();
      throw explain(e);
    } catch (RuntimeException e) {
      device.close();
      throw e;
    }
    volume.device().hold(device);
    MountEntry mounted =
        parts
            .table()
            .read()
            .top(mountPath)
            .filter(this::isOurs)
            .orElseThrow(
                () ->
                    new MountException(
                        Kind.INTERNAL,
                        "mounted " + mountPath + ", but mountinfo does not show it"));
    volume.update(before -> before.withMinor(mounted.minor()));
  }

  /** A mount that came through after its caller was told that it failed. */
  private void undoLateMount(Volume volume, String mountPath) {
    try (CallLocks.Hold _ =
        parts.locks().awaitAlone(CallLocks.volume(volume.id()), LATE_PATIENCE)) {
      Optional<MountEntry> top = parts.table().read().top(mountPath).filter(this::isOurs);
      if (top.isPresent() && !parts.volumes().hasDevice(top.get().minor())) {
        parts.ladder().unmount(top.get(), () -> false, WhenBusy.DETACH, Duration.ZERO);
      }
    }
  }

  private Fd open() {
    try {
      return parts.table().openDevice();
    } catch (LinuxException e) {
      throw explain(e);
    }
  }

  private static MountException explain(LinuxException e) {
    return switch (e.errno()) {
      case EPERM, EACCES ->
          new MountException(
              Kind.DENIED, e.getMessage() + ": the session manager needs CAP_SYS_ADMIN", e);
      case ENODEV, ENOENT, ENXIO ->
          new MountException(
              Kind.INTERNAL, e.getMessage() + ": no FUSE in this kernel? (modprobe fuse)", e);
      default -> new MountException(Kind.INTERNAL, String.valueOf(e.getMessage()), e);
    };
  }

  /**
   * Unmounts everything of ours at this path, stacked mounts too.
   *
   * @param alive whether a client serves
   * @throws MountException BAD_TARGET when something foreign is on top; as the ladder
   */
  void unmountAll(String path, BooleanSupplier alive, WhenBusy whenBusy, Duration patience) {
    for (int i = 0; i < MAX_STACK; i++) {
      Optional<MountEntry> top = parts.table().read().top(path);
      if (top.isEmpty()) {
        return;
      }
      if (!isOurs(top.get())) {
        throw new MountException(
            Kind.BAD_TARGET, path + " is covered by a foreign " + top.get().describe());
      }
      parts.ladder().unmount(top.get(), alive, whenBusy, patience);
    }
    throw new MountException(Kind.INTERNAL, path + " has more than " + MAX_STACK + " mounts");
  }

  boolean isOurs(MountEntry mount) {
    return mount.fsType().equals(parts.config().fsType());
  }
}
