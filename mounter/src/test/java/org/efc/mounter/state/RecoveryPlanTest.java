// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountSpec;
import org.efc.mounter.linux.MountEntry;
import org.efc.mounter.linux.MountInfo;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.state.RecoveryAction.Adopt;
import org.efc.mounter.state.RecoveryAction.AwaitDevice;
import org.efc.mounter.state.RecoveryAction.ConfirmTarget;
import org.efc.mounter.state.RecoveryAction.Discard;
import org.efc.mounter.state.RecoveryAction.DropTarget;
import org.efc.mounter.state.RecoveryAction.EndOrphan;
import org.efc.mounter.state.RecoveryAction.Remount;
import org.efc.mounter.state.RecoveryAction.TakeAway;
import org.efc.mounter.state.RecoveryAction.UnmountOrphan;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {
  private static final String OURS = "fuse.aliyun-alinas-efc";
  private static final String MOUNT = "/root/efc/h/efc-fuse";
  private static final int MINOR = 57;
  private static final ProcessIdentity CLIENT = new ProcessIdentity(100, 5);

  private final List<MountEntry> mounts = new ArrayList<>();
  private Map<String, ProcessIdentity> clients = Map.of();
  private List<String> unreadable = List.of();

  private static MountRecord mounted() {
    return MountRecord.mounting(
            "boot", new MountSpec("v", "nfs://h/e", false, Map.of()), "/s", MOUNT, "d")
        .withMinor(MINOR)
        .with(MountRecord.Phase.MOUNTED);
  }

  private static TargetRecord target(TargetRecord.Phase phase) {
    return new TargetRecord("/t", "/t", new BindOptions(false, false), phase);
  }

  private MountEntry mount(String path, String type, int minor) {
    return mount(path, type, "our-name", minor);
  }

  private MountEntry mount(String path, String type, String source, int minor) {
    MountEntry entry =
        new MountEntry(
            200 + mounts.size(),
            1,
            0,
            minor,
            "/",
            path,
            List.of("rw"),
            List.of(),
            type,
            source,
            List.of("rw"));
    mounts.add(entry);
    return entry;
  }

  private void clientLives() {
    clients = Map.of(VolumeDirectory.hash("v"), CLIENT);
  }

  private List<RecoveryAction> plan(MountRecord... records) {
    return RecoveryPlan.of(
        new RecoveryPlan.Observed(
            "boot",
            List.of(records),
            unreadable,
            MountInfo.of(mounts),
            clients,
            OURS,
            "our-name",
            "/root/efc"));
  }

  @Test
  void nothingLeftMeansNothingToDo() {
    mount("/", "ext4", 1);
    assertThat(plan()).isEmpty();
  }

  @Test
  void recordOfAnotherBootIsDiscarded() {
    MountRecord old =
        MountRecord.mounting(
            "another", new MountSpec("v", "nfs://h/e", false, Map.of()), "/s", MOUNT, "d");
    assertThat(plan(old)).containsExactly(new Discard(old));
  }

  @Test
  void livingClientIsAdopted() {
    mount(MOUNT, OURS, MINOR);
    clientLives();
    assertThat(plan(mounted())).containsExactly(new Adopt(mounted(), CLIENT));
  }

  @Test
  void mountWithoutAClientWaitsForItsDevice() {
    mount(MOUNT, OURS, MINOR);
    assertThat(plan(mounted())).containsExactly(new AwaitDevice(mounted()));
  }

  @Test
  void bindAloneKeepsTheConnection() {
    mount("/t", OURS, MINOR);
    clientLives();
    MountRecord record = mounted().withTarget(target(TargetRecord.Phase.BOUND));
    assertThat(plan(record)).containsExactly(new Adopt(record, CLIENT));
  }

  @Test
  void lostMountIsMountedAfresh() {
    assertThat(plan(mounted())).containsExactly(new Remount(mounted(), Optional.empty()));
  }

  @Test
  void foreignMountWithTheSameMinorIsNotOurs() {
    mount(MOUNT, "ext4", MINOR);
    clientLives();
    assertThat(plan(mounted())).containsExactly(new Remount(mounted(), Optional.of(CLIENT)));
  }

  @Test
  void cutStageIsTakenAwayWithItsClient() {
    MountRecord record = mounted().with(MountRecord.Phase.MOUNTING);
    mount(MOUNT, OURS, MINOR);
    clientLives();
    assertThat(plan(record)).containsExactly(new TakeAway(record, Optional.of(CLIENT)));
  }

  @Test
  void stageThatWasCutBeforeMountIsTakenAway() {
    MountRecord record = mounted().with(MountRecord.Phase.MOUNTING).withMinor(MountRecord.NO_MINOR);
    assertThat(plan(record)).containsExactly(new TakeAway(record, Optional.empty()));
  }

  @Test
  void cutUnstageIsFinished() {
    MountRecord record = mounted().with(MountRecord.Phase.UNMOUNTING);
    assertThat(plan(record)).containsExactly(new TakeAway(record, Optional.empty()));
  }

  @Test
  void bindThatWasMadeButNotNotedIsConfirmed() {
    mount(MOUNT, OURS, MINOR);
    mount("/t", OURS, MINOR);
    TargetRecord target = target(TargetRecord.Phase.BINDING);
    MountRecord record = mounted().withTarget(target);
    assertThat(plan(record))
        .containsExactly(new AwaitDevice(record), new ConfirmTarget("v", target));
  }

  @Test
  void bindThatWasNotMadeIsDropped() {
    mount(MOUNT, OURS, MINOR);
    TargetRecord target = target(TargetRecord.Phase.BINDING);
    MountRecord record = mounted().withTarget(target);
    assertThat(plan(record)).contains(new DropTarget("v", target));
  }

  @Test
  void cutUnpublishIsFinishedWhetherItsMountIsThereOrNot() {
    TargetRecord target = target(TargetRecord.Phase.UNBINDING);
    MountRecord record = mounted().withTarget(target);
    mount(MOUNT, OURS, MINOR);
    assertThat(plan(record)).contains(new DropTarget("v", target));
    mount("/t", OURS, MINOR);
    assertThat(plan(record)).contains(new DropTarget("v", target));
  }

  @Test
  void targetThatSomebodyUnmountedIsDropped() {
    TargetRecord target = target(TargetRecord.Phase.BOUND);
    MountRecord record = mounted().withTarget(target);
    mount(MOUNT, OURS, MINOR);
    mount("/t", "ext4", 3);
    assertThat(plan(record)).contains(new DropTarget("v", target));
  }

  @Test
  void mountOfOursWithoutARecordIsAnOrphanBelowOurRootOnly() {
    MountEntry orphan = mount("/root/efc/x/efc-fuse", OURS, 60);
    mount("/var/lib/kubelet/pods/p/mount", OURS, 60);
    mount("/root/efc/y/efc-fuse", "tmpfs", 61);
    assertThat(plan()).containsExactly(new UnmountOrphan(orphan));
  }

  @Test
  void mountOfAnotherProgramWithOurTypeIsNoOrphan() {
    mount("/root/efc/ns/name/efc-fuse", OURS, "another-efc", 60);
    assertThat(plan()).isEmpty();
  }

  @Test
  void clientWithoutARecordIsEnded() {
    clientLives();
    assertThat(plan()).containsExactly(new EndOrphan(CLIENT));
  }

  @Test
  void nothingIsAnOrphanWhileARecordCantBeRead() {
    mount("/root/efc/x/efc-fuse", OURS, 60);
    clientLives();
    unreadable = List.of("0123456789abcdef");
    assertThat(plan()).isEmpty();
  }
}
