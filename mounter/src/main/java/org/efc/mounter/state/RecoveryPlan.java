// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.MountInfo;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.state.TargetRecord.Phase;

/** What a starting session manager has to do. Pure: records x mountinfo x processes -> actions. */
public final class RecoveryPlan {
  private final Observed observed;
  private final List<RecoveryAction> actions = new ArrayList<>();
  private final Set<String> knownMountPaths = new HashSet<>();
  private final Set<String> knownHashes = new HashSet<>();

  /**
   * What was found.
   *
   * @param unreadable hashes of volumes whose record can't be read: with one of them nothing is an
   *     orphan, since it might be that one's
   * @param clients processes that serve a device for this state directory, by the volume's hash
   * @param fsType of our mounts
   * @param fsName of our mounts: other programs' may have the same type
   * @param volumeRoot mounts of ours below it, and only those, may be orphans
   */
  public record Observed(
      String bootId,
      List<MountRecord> records,
      List<String> unreadable,
      MountInfo mounts,
      Map<String, ProcessIdentity> clients,
      String fsType,
      String fsName,
      String volumeRoot) {
    public Observed {
      records = List.copyOf(records);
      unreadable = List.copyOf(unreadable);
      clients = Map.copyOf(clients);
    }
  }

  private RecoveryPlan(Observed observed) {
    this.observed = observed;
  }

  /** The steps, in order. */
  public static List<RecoveryAction> of(Observed observed) {
    RecoveryPlan plan = new RecoveryPlan(observed);
    observed.records().forEach(plan::record);
    if (observed.unreadable().isEmpty()) {
      plan.orphans();
    }
    return List.copyOf(plan.actions);
  }

  private void record(MountRecord record) {
    if (!record.bootId().equals(observed.bootId())) {
      actions.add(new RecoveryAction.Discard(record));
      return;
    }
    knownMountPaths.add(record.mountPath());
    String hash = VolumeDirectory.hash(record.volumeId());
    knownHashes.add(hash);
    Optional<ProcessIdentity> client = Optional.ofNullable(observed.clients().get(hash));
    if (record.phase() != MountRecord.Phase.MOUNTED) {
      actions.add(new RecoveryAction.TakeAway(record, client));
      return;
    }
    if (!connectionExists(record)) {
      // Every target is bound again then, half-made ones too: a second publish finds it done.
      actions.add(new RecoveryAction.Remount(record, client));
      return;
    }
    actions.add(
        client
            .<RecoveryAction>map(running -> new RecoveryAction.Adopt(record, running))
            .orElseGet(() -> new RecoveryAction.AwaitDevice(record)));
    record.targets().forEach(target -> target(record, target));
  }

  private void target(MountRecord record, TargetRecord target) {
    boolean bound =
        observed
            .mounts()
            .top(target.resolved())
            .filter(mount -> isOurs(mount) && mount.minor() == record.minor())
            .isPresent();
    if (target.phase() == Phase.BINDING && bound) {
      actions.add(new RecoveryAction.ConfirmTarget(record.volumeId(), target));
    } else if (target.phase() != Phase.BOUND || !bound) {
      actions.add(new RecoveryAction.DropTarget(record.volumeId(), target));
    }
  }

  private void orphans() {
    observed
        .clients()
        .forEach(
            (hash, client) -> {
              if (!knownHashes.contains(hash)) {
                actions.add(new RecoveryAction.EndOrphan(client));
              }
            });
    for (MountEntry mount : observed.mounts().entries()) {
      if (isOurs(mount)
          && mount.source().equals(observed.fsName())
          && mount.mountPoint().startsWith(observed.volumeRoot() + "/")
          && !knownMountPaths.contains(mount.mountPoint())) {
        actions.add(new RecoveryAction.UnmountOrphan(mount));
      }
    }
  }

  private boolean connectionExists(MountRecord record) {
    return record.minor() != MountRecord.NO_MINOR
        && observed.mounts().ofDevice(record.minor()).stream().anyMatch(this::isOurs);
  }

  private boolean isOurs(MountEntry mount) {
    return mount.fsType().equals(observed.fsType());
  }
}
