// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static io.grpc.Status.Code.ABORTED;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.OK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.NodeGetVolumeStatsRequest;
import csi.v1.Csi.NodeGetVolumeStatsResponse;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.VolumeCapability.AccessMode.Mode;
import csi.v1.Csi.VolumeCondition;
import csi.v1.Csi.VolumeUsage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.efc.sanity.csi.Capabilities;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.MountTable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What csi-sanity does not ask: repeats, parallel calls, several targets, hung clients, quotas. */
class NodeRulesIT {
  private static final Duration HUNG_LIMIT = Duration.ofSeconds(45);
  private static final long MIBIBYTE = 1L << 20;

  private static World world;

  @BeforeAll
  static void start() {
    world = World.of(StorageKind.FILE);
  }

  @AfterAll
  static void end() {
    if (world == null) {
      return;
    }
    try (World ending = world) {
      ending.assertNothingLeft();
    }
  }

  @Test
  void publishTwiceReturnsOkAndMountsOnce() {
    PublishedVolume volume = world.publish("twice");
    world.csi().stage(volume.volume(), volume.staging());
    world.csi().publish(volume.volume(), volume.staging(), volume.target());
    assertThat(MountTable.read().at(volume.target())).hasSize(1);
    assertThat(world.node().clients()).hasSize(1);
    volume.takeDown();
  }

  @Test
  void publishAgainWithOtherFlagsIsRefused() {
    PublishedVolume volume = world.publish("flags");
    NodePublishVolumeRequest other =
        CsiNode.publishing(volume.volume(), volume.staging(), volume.target())
            .setReadonly(true)
            .build();
    assertThat(codeOf(() -> world.csi().node().nodePublishVolume(other))).isEqualTo(ALREADY_EXISTS);
    volume.takeDown();
  }

  @Test
  void takingDownTwiceAndWhatNeverWasIsFine() {
    PublishedVolume volume = world.publish("gone");
    volume.takeDown();
    volume.takeDown();
    world.csi().unpublish("never-was", world.node().target("never-was"));
    world.csi().unstage("never-was", world.node().staging("never-was"));
  }

  @Test
  void aSecondTargetStaysWhenTheFirstGoes() throws IOException {
    PublishedVolume volume = world.publish("two");
    Path second = world.node().target("two-second");
    world.csi().publish(volume.volume(), volume.staging(), second);
    Files.writeString(volume.target().resolve("shared"), "seen by both");
    world.csi().unpublish(volume.volume().id(), volume.target());
    assertThat(second.resolve("shared")).hasContent("seen by both");
    assertThat(volume.target()).doesNotExist();
    assertThat(world.node().clients()).hasSize(1);
    world.csi().unpublish(volume.volume().id(), second);
    volume.takeDown();
  }

  @Test
  void aReadOnlyTargetRefusesWhatTheOtherTargetMay() throws IOException {
    PublishedVolume volume = world.publish("ro");
    Path readOnly = world.node().target("ro-second");
    world
        .csi()
        .node()
        .nodePublishVolume(
            CsiNode.publishing(volume.volume(), volume.staging(), readOnly)
                .setReadonly(true)
                .build());
    Files.writeString(volume.target().resolve("file"), "written");
    assertThat(readOnly.resolve("file")).hasContent("written");
    assertThatThrownBy(() -> Files.writeString(readOnly.resolve("file"), "no"))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("Read-only file system");
    world.csi().unpublish(volume.volume().id(), readOnly);
    volume.takeDown();
  }

  @Test
  void anExclusiveVolumeHasOneTarget() {
    CsiVolume volume =
        world
            .csi()
            .createVolume(
                CsiNode.creation("exclusive", world.storage().source())
                    .clearVolumeCapabilities()
                    .addVolumeCapabilities(Capabilities.mount(Mode.SINGLE_NODE_SINGLE_WRITER))
                    .build());
    Path staging = world.node().staging("exclusive");
    Path target = world.node().target("exclusive");
    var capability = Capabilities.mount(Mode.SINGLE_NODE_SINGLE_WRITER);
    world
        .csi()
        .node()
        .nodeStageVolume(
            CsiNode.staging(volume, staging, java.util.Map.of())
                .setVolumeCapability(capability)
                .build());
    NodePublishVolumeRequest.Builder publish =
        CsiNode.publishing(volume, staging, target).setVolumeCapability(capability);
    world.csi().node().nodePublishVolume(publish.build());
    publish.setTargetPath(world.node().target("exclusive-second").toString());
    assertThat(codeOf(() -> world.csi().node().nodePublishVolume(publish.build())))
        .isEqualTo(FAILED_PRECONDITION);
    new PublishedVolume(world.csi(), volume, staging, target, target).takeDown();
  }

  @Test
  void parallelCallsMakeOneMountAndOneClient() {
    CsiVolume volume = world.csi().createVolume("parallel", world.storage().source());
    Path staging = world.node().staging("parallel");
    Path target = world.node().target("parallel");
    assertThat(inParallel(() -> world.csi().stage(volume, staging))).isSubsetOf(OK, ABORTED);
    world.csi().stage(volume, staging);
    assertThat(inParallel(() -> world.csi().publish(volume, staging, target)))
        .isSubsetOf(OK, ABORTED);
    world.csi().publish(volume, staging, target);
    assertThat(MountTable.read().at(target)).hasSize(1);
    assertThat(world.node().mounts()).hasSize(1);
    assertThat(world.node().clients()).hasSize(1);
    new PublishedVolume(world.csi(), volume, staging, target, target).takeDown();
  }

  private static List<Status.Code> inParallel(Runnable call) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Status.Code>> calls =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> codeOf(call), threads))
              .toList();
      return calls.stream().map(CompletableFuture::join).toList();
    }
  }

  @Test
  void statisticsAndTakingDownDoNotWaitForAHungClient() {
    PublishedVolume volume = world.publish("hung");
    long client = world.node().client().pid();
    Program.of("kill", "-STOP", "" + client).output();
    CsiNode csi = world.csi().within(HUNG_LIMIT);
    VolumeCondition condition = stats(csi, volume).getVolumeCondition();
    assertThat(condition.getAbnormal()).as(condition.getMessage()).isTrue();
    assertThat(condition.getMessage()).contains("" + client);
    csi.unpublish(volume.volume().id(), volume.target());
    csi.unstage(volume.volume().id(), volume.staging());
    assertThat(world.node().clients()).isEmpty();
    assertThat(world.node().mounts()).isEmpty();
    csi.deleteVolume(volume.volume().id());
  }

  @Test
  void anExpandedVolumeIsBiggerAtOnceForWhoHasItMounted() throws IOException {
    PublishedVolume volume = world.publish("expanded");
    assertThat(Files.getFileStore(volume.target()).getTotalSpace()).isEqualTo(1024 * MIBIBYTE);
    world
        .csi()
        .controller()
        .controllerExpandVolume(
            ControllerExpandVolumeRequest.newBuilder()
                .setVolumeId(volume.volume().id())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(2048 * MIBIBYTE))
                .build());
    Await.until(
        "the new capacity",
        Duration.ofSeconds(10),
        () -> capacity(world.csi(), volume) == 2048 * MIBIBYTE);
    assertThat(Files.getFileStore(volume.target()).getTotalSpace()).isEqualTo(2048 * MIBIBYTE);
    volume.takeDown();
  }

  private static NodeGetVolumeStatsResponse stats(CsiNode csi, PublishedVolume volume) {
    return csi.node()
        .nodeGetVolumeStats(
            NodeGetVolumeStatsRequest.newBuilder()
                .setVolumeId(volume.volume().id())
                .setVolumePath(volume.target().toString())
                .build());
  }

  private static long capacity(CsiNode csi, PublishedVolume volume) {
    return stats(csi, volume).getUsageList().stream()
        .filter(usage -> usage.getUnit() == VolumeUsage.Unit.BYTES)
        .mapToLong(VolumeUsage::getTotal)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void aVolumeInUseIsNotDeleted() {
    PublishedVolume volume = world.publish("busy");
    assertThat(codeOf(() -> world.csi().deleteVolume(volume.volume().id())))
        .isEqualTo(FAILED_PRECONDITION);
    volume.takeDown();
  }

  private static Status.Code codeOf(Runnable call) {
    try {
      call.run();
      return OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
