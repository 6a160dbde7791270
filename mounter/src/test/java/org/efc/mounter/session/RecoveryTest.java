// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.FakeNode.SOON;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.efc.common.linux.Fd;
import org.efc.mounter.BindOptions;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.state.FileMountStore;
import org.efc.mounter.state.MountRecord;
import org.efc.mounter.state.TargetRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryTest {
  private static final BindOptions WRITABLE = new BindOptions(false, false);

  @TempDir Path temp;
  private FakeNode node;

  @BeforeEach
  void stage() throws IOException {
    node = new FakeNode(temp);
    node.stage("v");
    node.manager.publish("v", node.target("t"), WRITABLE, SOON);
  }

  @AfterEach
  void end() {
    node.close();
  }

  private VolumeStatus status() {
    return node.manager.status("v", SOON).orElseThrow();
  }

  private void awaitServing(int generation) {
    await()
        .atMost(SOON)
        .until(() -> status().generation() == generation && status().state().equals("serving"));
  }

  private void killClient() {
    node.runner.last().end(new ExitReason.Signaled(9, false));
  }

  @Test
  void deviceThatAKeeperGivesBackServesAgain() {
    Devices.Handout kept = node.manager.devices().missing(List.of());
    int minor = minor();
    // Both at once: without the keeper this would be the end of the connection.
    node.manager.close();
    killClient();
    node.restart();
    assertThat(status().state()).isEqualTo("recovering");
    node.manager.devices().restore(kept.reply().sent(), kept.fds());
    awaitServing(2);
    assertThat(minor()).isEqualTo(minor);
    assertThat(status().abnormal()).as(status().message()).isFalse();
    assertThat(node.isMounted(node.target("t"))).isTrue();
  }

  private int minor() {
    return node.table.read().top(node.target("t")).orElseThrow().minor();
  }

  @Test
  void livingClientIsAdoptedWithItsDevice() {
    int minor = minor();
    node.restart();
    awaitServing(1);
    assertThat(node.runner.started()).hasSize(1);
    killClient();
    awaitServing(2);
    assertThat(minor()).isEqualTo(minor);
    assertThat(status().abnormal()).as(status().message()).isFalse();
  }

  @Test
  void livingClientThatWasNotSeenAtFirstIsAdoptedAndNotMountedOver() {
    int minor = minor();
    node.runner.overlook(1);
    node.restart();
    awaitServing(1);
    assertThat(node.runner.started()).hasSize(1);
    assertThat(minor()).isEqualTo(minor);
    assertThat(status().abnormal()).as(status().message()).isFalse();
  }

  @Test
  void withoutAKeeperTheVolumeIsMountedAfreshAndBoundAgain() {
    int minor = minor();
    node.manager.close();
    killClient();
    node.restart();
    awaitServing(2);
    await().atMost(SOON).until(() -> node.isMounted(node.target("t")));
    await().atMost(SOON).until(() -> !status().state().equals("recovering"));
    assertThat(minor()).isNotEqualTo(minor);
    assertThat(node.table.read().at(node.target("t"))).hasSize(1);
    assertThat(status().abnormal()).isTrue();
    assertThat(status().message()).contains("mounted afresh 1 times");
    node.manager.unpublish("v", node.target("t"), SOON);
    node.unstage("v");
    assertThat(node.table.read().entries()).isEmpty();
  }

  @Test
  void connectionThatIsAbortedUnderARunningManagerIsMountedAfresh() {
    int minor = minor();
    node.table.abort(minor);
    node.runner.last().end(new ExitReason.Exited(0));
    awaitServing(2);
    await().atMost(SOON).until(() -> node.isMounted(node.target("t")) && minor() != minor);
  }

  @Test
  void volumeThatAPersonUnmountedIsForgotten() {
    node.manager.stage(FakeNode.spec("hand"), "", SOON);
    String mountPath = node.mountPath("hand");
    node.table.removeAll(mountPath);
    node.runner.last().end(new ExitReason.Exited(0));
    await().atMost(SOON).until(() -> node.manager.status("hand", SOON).isEmpty());
    assertThat(Path.of(mountPath)).doesNotExist();
  }

  @Test
  void rebootLeavesNoVolume() {
    killClient();
    node.restart("another-boot");
    assertThat(node.manager.list(SOON)).isEmpty();
    assertThat(node.config.stateDir().resolve("volumes")).isEmptyDirectory();
  }

  @Test
  void halfMadeStageIsUndoneAndCanBeRepeated() {
    rewrite(node.config, MountRecord.Phase.MOUNTING);
    node.table.removeAll(node.target("t"));
    node.restart();
    await().atMost(SOON).until(() -> node.manager.status("v", SOON).isEmpty());
    assertThat(node.table.read().entries()).isEmpty();
    node.stage("v");
    assertThat(status().state()).isEqualTo("serving");
  }

  @Test
  void halfMadeUnstageIsFinished() {
    node.manager.unpublish("v", node.target("t"), SOON);
    rewrite(node.config, MountRecord.Phase.UNMOUNTING);
    node.restart();
    await().atMost(SOON).until(() -> node.manager.status("v", SOON).isEmpty());
    assertThat(node.table.read().entries()).isEmpty();
  }

  private static void rewrite(SessionConfig config, MountRecord.Phase phase) {
    FileMountStore store = new FileMountStore(config.stateDir());
    store.load().records().forEach(record -> store.save(record.with(phase)));
  }

  @Test
  void cutPublishAndUnpublishAreSettled() {
    node.manager.publish("v", node.target("cut"), WRITABLE, SOON);
    FileMountStore store = new FileMountStore(node.config.stateDir());
    MountRecord record = store.load().records().getFirst();
    store.save(
        record
            .withTarget(record.targets().getFirst().with(TargetRecord.Phase.BINDING))
            .withTarget(record.targets().getLast().with(TargetRecord.Phase.UNBINDING)));
    node.restart();
    await().atMost(SOON).until(() -> status().targets().equals(List.of(node.target("t"))));
    await().atMost(SOON).until(() -> status().state().equals("serving"));
    assertThat(node.isMounted(node.target("cut"))).isFalse();
    assertThat(Path.of(node.target("cut"))).doesNotExist();
    assertThat(node.isMounted(node.target("t"))).isTrue();
  }

  @Test
  void keeperIsTheOneToldWhatIsMissingAndWhatIsGone() {
    Devices.Handout all = node.manager.devices().missing(List.of("stale"));
    assertThat(all.reply().gone()).containsExactly("stale");
    assertThat(all.reply().sent()).hasSize(1);
    all.fds().forEach(Fd::close);
    Devices.Handout none = node.manager.devices().missing(all.reply().sent());
    assertThat(none.reply().sent()).isEmpty();
    assertThat(none.fds()).isEmpty();
  }
}
