// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.time.Duration;
import java.util.Optional;
import org.efc.common.linux.LinuxException;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.TargetDirectory;
import org.efc.mounter.linux.TargetPath;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.efc.mounter.linux.Watchdog;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.TargetRecord;
import org.efc.mounter.state.TargetRecord.Phase;

/**
 * Publish and unpublish: binds of a mounted volume. The caller holds the volume's lock, shared;
 * here the target's is taken, alone.
 */
final class Publishing {
  /** From a late bind until the calls on its target have ended. */
  private static final Duration LATE_PATIENCE = Duration.ofMinutes(5);

  private static final Duration BUSY_PATIENCE = Duration.ofSeconds(2);

  private final SessionParts parts;
  private final FuseMounting mounting;

  Publishing(SessionParts parts, FuseMounting mounting) {
    this.parts = parts;
    this.mounting = mounting;
  }

  void publish(String volumeId, TargetPath path, BindOptions options) {
    Volume volume =
        parts
            .volumes()
            .find(volumeId)
            .filter(known -> known.record().phase() == MountRecord.Phase.MOUNTED)
            .orElseThrow(
                () ->
                    new MountException(
                        Kind.NOT_STAGED, "volume " + volumeId + " is not staged on this node"));
    try (TargetDirectory target = open(path);
        CallLocks.Hold _ = parts.locks().alone(CallLocks.target(target.path()))) {
      publish(volume, path, target, options);
    }
  }

  private void publish(
      Volume volume, TargetPath path, TargetDirectory target, BindOptions options) {
    TargetRecord wanted = new TargetRecord(path.path(), target.path(), options, Phase.BINDING);
    if (isBoundAlready(volume, target, options)) {
      refuseOtherOptions(volume, wanted);
      intend(volume, wanted);
      volume.update(record -> record.withTarget(wanted.with(Phase.BOUND)));
      return;
    }
    volume.requireRoot();
    intend(volume, wanted);
    boolean made = false;
    try {
      made = prepare(target);
      bind(volume, target, options);
    } catch (RuntimeException e) {
      rollBack(volume, target, made, e);
      throw e;
    }
    volume.update(record -> record.withTarget(wanted.with(Phase.BOUND)));
  }

  private static TargetDirectory open(TargetPath path) {
    try {
      return TargetDirectory.open(path)
          .orElseThrow(
              () ->
                  new MountException(
                      Kind.BAD_TARGET, "target " + path + ": its parent directory does not exist"));
    } catch (LinuxException e) {
      throw new MountException(Kind.BAD_TARGET, "target " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * @throws MountException INCOMPATIBLE when bound with other flags, BAD_TARGET when something else
   *     is mounted there
   */
  private boolean isBoundAlready(Volume volume, TargetDirectory target, BindOptions options) {
    Optional<MountEntry> top = parts.table().read().top(target.path());
    if (top.isEmpty()) {
      return false;
    }
    MountEntry mount = top.get();
    if (!mounting.isOurs(mount)) {
      throw new MountException(
          Kind.BAD_TARGET, "target " + target.path() + " is already a " + mount.describe());
    }
    if (mount.minor() == volume.record().minor()) {
      boolean readOnly = options.readOnly() || volume.record().spec().readOnly();
      if (mount.isReadOnly() != readOnly) {
        throw incompatible(volume, target.path(), "read-only " + mount.isReadOnly());
      }
      return true;
    }
    Optional<Volume> owner = parts.volumes().ownerOf(target.path());
    if (parts.volumes().hasDevice(mount.minor())
        || owner.filter(other -> !other.equals(volume)).isPresent()) {
      throw new MountException(
          Kind.BAD_TARGET,
          "target "
              + target.path()
              + " is a mount of volume "
              + owner.map(Volume::id).orElse("(unknown)"));
    }
    // A dead mount of ours, of a connection that nobody has any more: it may go.
    mounting.unmountAll(target.path(), () -> false, WhenBusy.DETACH, Duration.ZERO);
    return false;
  }

  private static void refuseOtherOptions(Volume volume, TargetRecord wanted) {
    volume
        .record()
        .target(wanted.resolved())
        .filter(known -> known.options().exclusive() != wanted.options().exclusive())
        .ifPresent(
            known -> {
              throw incompatible(volume, wanted.path(), "exclusive " + known.options().exclusive());
            });
  }

  private static MountException incompatible(Volume volume, String target, String what) {
    return new MountException(
        Kind.INCOMPATIBLE,
        "volume " + volume.id() + " is published at " + target + " already with " + what);
  }

  /** Notes the intent, and refuses it when it breaks exclusiveness: both under one lock. */
  private static void intend(Volume volume, TargetRecord wanted) {
    volume.update(
        record -> {
          record.targets().stream()
              .filter(other -> !other.resolved().equals(wanted.resolved()))
              .filter(other -> other.options().exclusive() || wanted.options().exclusive())
              .findFirst()
              .ifPresent(
                  other -> {
                    throw new MountException(
                        Kind.IN_USE,
                        "volume "
                            + volume.id()
                            + " is published at "
                            + other.path()
                            + (other.options().exclusive()
                                ? " exclusively"
                                : ", so it can't be published exclusively"));
                  });
          return record.withTarget(wanted);
        });
  }

  /** Whether the directory was made here. */
  private static boolean prepare(TargetDirectory target) {
    return switch (target.kind()) {
      case ABSENT -> {
        target.make();
        yield true;
      }
      case EMPTY_DIRECTORY -> false;
      case FULL_DIRECTORY -> throw bad(target, "is a directory that is not empty");
      case SYMBOLIC_LINK -> throw bad(target, "is a symbolic link");
      case FILE -> throw bad(target, "is not a directory");
    };
  }

  private static MountException bad(TargetDirectory target, String what) {
    return new MountException(Kind.BAD_TARGET, "target " + target.path() + " " + what);
  }

  private void bind(Volume volume, TargetDirectory target, BindOptions options) {
    String source = volume.record().mountPath();
    Watchdog.run(
        "bind to " + target.path(),
        parts.mountDeadline(),
        () -> parts.table().bind(source, target, options.readOnly()),
        () -> undoLateBind(volume, target.path()));
    boolean right =
        parts
            .table()
            .read()
            .top(target.path())
            .filter(mount -> mount.minor() == volume.record().minor() && mounting.isOurs(mount))
            .isPresent();
    if (!right) {
      throw new MountException(
          Kind.INTERNAL,
          "bound "
              + source
              + " to "
              + target.path()
              + ", but mountinfo does not show volume "
              + volume.id()
              + " there: is "
              + source
              + " still mounted?");
    }
  }

  /**
   * A bind that came through after its caller was told that it failed. A later publish may have
   * found it and taken it for its own: then one bind stays.
   */
  private void undoLateBind(Volume volume, String target) {
    try (CallLocks.Hold _ = parts.locks().awaitAlone(CallLocks.target(target), LATE_PATIENCE)) {
      int wanted = volume.record().target(target).isPresent() ? 1 : 0;
      long there =
          parts.table().read().at(target).stream()
              .filter(mount -> mount.minor() == volume.record().minor())
              .count();
      Optional<MountEntry> top = parts.table().read().top(target).filter(mounting::isOurs);
      if (there > wanted
          && top.filter(mount -> mount.minor() == volume.record().minor()).isPresent()) {
        parts.ladder().unmount(top.get(), () -> false, WhenBusy.DETACH, Duration.ZERO);
      }
    }
  }

  private void rollBack(
      Volume volume, TargetDirectory target, boolean made, RuntimeException cause) {
    try {
      mounting.unmountAll(target.path(), () -> true, WhenBusy.DETACH, Duration.ZERO);
      if (made) {
        target.remove();
      }
      volume.update(record -> record.withoutTarget(target.path()));
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  void unpublish(String volumeId, TargetPath path) {
    Optional<TargetDirectory> opened = openForRemoval(path);
    if (opened.isEmpty()) {
      forgetByPath(volumeId, path);
      return;
    }
    try (TargetDirectory target = opened.get();
        CallLocks.Hold _ = parts.locks().alone(CallLocks.target(target.path()))) {
      unpublish(volumeId, target);
    }
  }

  private static Optional<TargetDirectory> openForRemoval(TargetPath path) {
    try {
      return TargetDirectory.open(path);
    } catch (LinuxException e) {
      throw new MountException(Kind.BAD_TARGET, "target " + path + ": " + e.getMessage(), e);
    }
  }

  /** Without its parent there can be neither mount nor directory. */
  private void forgetByPath(String volumeId, TargetPath path) {
    parts
        .volumes()
        .find(volumeId)
        .ifPresent(
            volume ->
                volume.record().targets().stream()
                    .filter(target -> target.path().equals(path.path()))
                    .forEach(
                        target ->
                            volume.update(record -> record.withoutTarget(target.resolved()))));
  }

  private void unpublish(String volumeId, TargetDirectory target) {
    Optional<Volume> owner = parts.volumes().ownerOf(target.path());
    owner
        .filter(volume -> !volume.id().equals(volumeId))
        .ifPresent(
            volume -> {
              throw new MountException(
                  Kind.BAD_TARGET,
                  "target "
                      + target.path()
                      + " belongs to volume "
                      + volume.id()
                      + ", not to "
                      + volumeId);
            });
    boolean keep =
        owner
            .flatMap(volume -> volume.record().target(target.path()))
            .map(known -> known.options().keepDirectory())
            .orElse(false);
    owner.ifPresent(volume -> note(volume, target, Phase.UNBINDING));
    try {
      // CSI calls when the pod is gone, a person may be mistaken about who still uses it.
      mounting.unmountAll(
          target.path(),
          () -> owner.filter(Volume::answers).isPresent(),
          keep ? WhenBusy.FAIL : WhenBusy.DETACH,
          BUSY_PATIENCE);
    } catch (MountException e) {
      owner.ifPresent(volume -> note(volume, target, Phase.BOUND));
      throw e;
    }
    if (!keep) {
      remove(target);
    }
    owner.ifPresent(volume -> volume.update(record -> record.withoutTarget(target.path())));
  }

  private static void note(Volume volume, TargetDirectory target, Phase phase) {
    volume.update(
        record ->
            record
                .target(target.path())
                .map(known -> record.withTarget(known.with(phase)))
                .orElse(record));
  }

  private static void remove(TargetDirectory target) {
    switch (target.remove()) {
      case ABSENT, EMPTY_DIRECTORY -> {}
      case FULL_DIRECTORY ->
          throw bad(target, "holds files of the node's own disk: it is left as it is");
      case SYMBOLIC_LINK -> throw bad(target, "is a symbolic link: it is left as it is");
      case FILE -> throw bad(target, "is not a directory: it is left as it is");
    }
  }
}
