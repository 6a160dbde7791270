// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static io.grpc.Status.Code.ABORTED;
import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OK;
import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.NodeExpandVolumeRequest;
import csi.v1.Csi.NodeGetInfoRequest;
import csi.v1.Csi.NodeGetInfoResponse;
import csi.v1.Csi.NodeGetVolumeStatsRequest;
import csi.v1.Csi.NodeGetVolumeStatsResponse;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.NodeUnpublishVolumeRequest;
import csi.v1.Csi.NodeUnstageVolumeRequest;
import csi.v1.Csi.VolumeCapability.AccessMode.Mode;
import csi.v1.Csi.VolumeUsage;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.efc.mounter.MountSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node service over its socket, on a mounter that keeps the session manager's contract. */
class NodeServiceTest {
  private final RunningPlugin plugin = RunningPlugin.start("--max-volumes-per-node=7");

  @AfterEach
  void stop() {
    plugin.close();
  }

  private void stage(String id) {
    plugin.node().nodeStageVolume(Requests.stage(plugin, id).build());
  }

  private void publish(String id) {
    plugin.node().nodePublishVolume(Requests.publish(plugin, id).build());
  }

  private void unpublish(String id) {
    plugin
        .node()
        .nodeUnpublishVolume(
            NodeUnpublishVolumeRequest.newBuilder()
                .setVolumeId(id)
                .setTargetPath(plugin.target(id))
                .build());
  }

  private void unstage(String id) {
    plugin
        .node()
        .nodeUnstageVolume(
            NodeUnstageVolumeRequest.newBuilder()
                .setVolumeId(id)
                .setStagingTargetPath(plugin.staging(id))
                .build());
  }

  private MountSpec specOf(NodeStageVolumeRequest request) {
    plugin.node().nodeStageVolume(request);
    return plugin.mounter().staged(request.getVolumeId()).orElseThrow();
  }

  @Test
  void everyCallMayBeRepeated() {
    for (int i = 0; i < 3; i++) {
      stage("v");
    }
    for (int i = 0; i < 3; i++) {
      publish("v");
    }
    assertThat(plugin.mounter().mounts()).isEqualTo(1);
    assertThat(plugin.mounter().binds()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      unpublish("v");
    }
    assertThat(Path.of(plugin.target("v"))).doesNotExist();
    for (int i = 0; i < 3; i++) {
      unstage("v");
    }
    assertThat(plugin.mounter().staged("v")).isEmpty();
  }

  @Test
  void takingDownWhatNeverWasIsFine() {
    unpublish("never-was");
    unstage("never-was");
  }

  @Test
  void stageWithAnotherSourceAlreadyExists() {
    stage("v");
    Requests.assertRefused(
        () ->
            plugin
                .node()
                .nodeStageVolume(
                    Requests.stage(plugin, "v")
                        .putVolumeContext("source", "nfs://other/export")
                        .build()),
        ALREADY_EXISTS,
        "v");
  }

  @Test
  void publishWithOtherFlagsAlreadyExists() {
    stage("v");
    publish("v");
    NodePublishVolumeRequest.Builder publish = Requests.publish(plugin, "v");
    Requests.assertRefused(
        () -> plugin.node().nodePublishVolume(publish.setReadonly(true).build()),
        ALREADY_EXISTS,
        plugin.target("v"));
    publish.setReadonly(false);
    publish.setVolumeCapability(Requests.capability(Mode.SINGLE_NODE_SINGLE_WRITER));
    Requests.assertRefused(
        () -> plugin.node().nodePublishVolume(publish.build()), ALREADY_EXISTS, plugin.target("v"));
  }

  @Test
  void aSingleWriterHasOneTarget() {
    var single = Requests.capability(Mode.SINGLE_NODE_SINGLE_WRITER);
    plugin.node().nodeStageVolume(Requests.stage(plugin, "v").setVolumeCapability(single).build());
    NodePublishVolumeRequest.Builder publish =
        Requests.publish(plugin, "v").setVolumeCapability(single);
    plugin.node().nodePublishVolume(publish.build());
    publish.setTargetPath(plugin.target("second"));
    Requests.assertRefused(
        () -> plugin.node().nodePublishVolume(publish.build()),
        FAILED_PRECONDITION,
        plugin.target("v"));
  }

  @Test
  void aSharedVolumeHasSeveralTargets() {
    stage("v");
    publish("v");
    plugin
        .node()
        .nodePublishVolume(
            Requests.publish(plugin, "v").setTargetPath(plugin.target("second")).build());
    assertThat(plugin.mounter().binds()).isEqualTo(2);
    Requests.assertRefused(() -> unstage("v"), FAILED_PRECONDITION, plugin.target("second"));
  }

  @Test
  void aTargetInUseByOthersIsNamed() throws Exception {
    stage("v");
    Path target = Files.createDirectory(Path.of(plugin.target("v")));
    Files.writeString(target.resolve("note"), "precious");
    Requests.assertRefused(
        () -> publish("v"), FAILED_PRECONDITION, "target_path", target.toString());
    assertThat(target.resolve("note")).hasContent("precious");
  }

  @Test
  void parallelStagesMountOnce() {
    CountDownLatch gate = new CountDownLatch(1);
    plugin.mounter().holdStages(gate);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Status.Code>> calls =
          IntStream.range(0, 8)
              .mapToObj(i -> CompletableFuture.supplyAsync(() -> codeOf(() -> stage("v")), threads))
              .toList();
      // Seven are refused while the eighth works; nobody waits.
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> calls.stream().filter(CompletableFuture::isDone).count() == 7);
      gate.countDown();
      List<Status.Code> codes = calls.stream().map(CompletableFuture::join).toList();
      assertThat(codes).containsOnlyOnce(OK).containsOnly(OK, ABORTED);
    }
    assertThat(plugin.mounter().mounts()).isEqualTo(1);
    stage("v");
  }

  @Test
  void parallelPublishesBindOnce() {
    stage("v");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Status.Code>> calls =
          IntStream.range(0, 8)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> codeOf(() -> publish("v")), threads))
              .toList();
      assertThat(calls.stream().map(CompletableFuture::join).toList())
          .contains(OK)
          .isSubsetOf(OK, ABORTED);
    }
    assertThat(plugin.mounter().binds()).isEqualTo(1);
  }

  private static Status.Code codeOf(Runnable call) {
    try {
      call.run();
      return OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @Test
  void aCallGoesOnWhenItsCallerLeaves() {
    CountDownLatch gate = new CountDownLatch(1);
    plugin.mounter().holdStages(gate);
    Requests.assertRefused(
        () ->
            plugin
                .node()
                .withDeadlineAfter(Duration.ofMillis(300))
                .nodeStageVolume(Requests.stage(plugin, "v").build()),
        Status.Code.DEADLINE_EXCEEDED);
    Requests.assertRefused(() -> stage("v"), ABORTED, "v");
    gate.countDown();
    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> codeOf(() -> stage("v")) == OK);
    assertThat(plugin.mounter().mounts()).isEqualTo(1);
  }

  @Test
  void readersGetAReadOnlyVolume() {
    assertThat(
            specOf(
                    Requests.stage(plugin, "mode")
                        .setVolumeCapability(Requests.capability(Mode.MULTI_NODE_READER_ONLY))
                        .build())
                .readOnly())
        .isTrue();
    assertThat(
            specOf(
                    Requests.stage(plugin, "flag")
                        .setVolumeCapability(Requests.flagged("ro"))
                        .build())
                .readOnly())
        .isTrue();
    assertThat(specOf(Requests.stage(plugin, "writer").build()).readOnly()).isFalse();
  }

  @Test
  void optionsComeFromFlagsAndContext() {
    NodeStageVolumeRequest.Builder stage =
        Requests.stage(plugin, "v")
            .setVolumeCapability(Requests.flagged("attr-ttl=5s"))
            .putVolumeContext("attr-ttl", "1m")
            .putVolumeContext("negative-ttl", "500ms")
            .putVolumeContext("runtime_namespace", "ns")
            .putVolumeContext("runtime_name", "data")
            .putVolumeContext("csi.storage.k8s.io/pod.name", "ignored")
            .putVolumeContext("storage.kubernetes.io/csiProvisionerIdentity", "ignored");
    stage.getVolumeCapabilityBuilder().getMountBuilder().setVolumeMountGroup("2000");
    assertThat(specOf(stage.build()).options())
        .isEqualTo(
            Map.of(
                "attr-ttl", "5s",
                "negative-ttl", "500ms",
                "runtime_namespace", "ns",
                "runtime_name", "data",
                "mount-group", "2000"));
  }

  @Test
  void aDatasetsVolumeGoesToItsRuntimesPath() {
    MountSpec spec =
        specOf(
            Requests.stage(plugin, "ns-data")
                .putVolumeContext("fluid_path", "/runtime-mnt/efc/ns/data/efc-fuse")
                .putVolumeContext("fluid_sub_path", "sub/dir")
                .putVolumeContext("mount_type", "fuse.aliyun-alinas-efc")
                .putVolumeContext("efc_sessmgr_workdir", "/runtime-mnt/efc-sock")
                .putVolumeContext("fluid.io/skip-check-mount-ready-target", "All")
                .build());
    assertThat(spec.options()).isEqualTo(Map.of("runtime_namespace", "ns", "runtime_name", "data"));
    assertThat(spec.source()).isEqualTo("nfs://nas/export/sub/dir");
  }

  @Test
  void aVolumeCanBeGivenByServerAndShare() {
    MountSpec spec =
        specOf(
            Requests.stage(plugin, "by-hand")
                .clearVolumeContext()
                .putVolumeContext("server", "nas.example")
                .putVolumeContext("share", "/export")
                .putVolumeContext("mountPort", "20048")
                .putVolumeContext("subDir", "a/b")
                .build());
    assertThat(spec.source()).isEqualTo("nfs://nas.example/export/a/b?mountport=20048");
  }

  @Test
  void aVolumeIdOfOursNeedsNoContext() {
    MountSpec spec =
        specOf(
            Requests.stage(plugin, "v")
                .setVolumeId("nfs://nas/export#r/team/a")
                .setStagingTargetPath("/stage/x")
                .clearVolumeContext()
                .build());
    assertThat(spec.source()).isEqualTo("nfs://nas/export/team/a");
  }

  @Test
  void anotherMountGroupAlreadyExists() {
    NodeStageVolumeRequest.Builder stage = Requests.stage(plugin, "v");
    stage.getVolumeCapabilityBuilder().getMountBuilder().setVolumeMountGroup("2000");
    plugin.node().nodeStageVolume(stage.build());
    Requests.assertRefused(() -> publish("v"), ALREADY_EXISTS, "volume_mount_group", "2000");
    NodePublishVolumeRequest.Builder publish = Requests.publish(plugin, "v");
    publish.getVolumeCapabilityBuilder().getMountBuilder().setVolumeMountGroup("2000");
    plugin.node().nodePublishVolume(publish.build());
  }

  private NodeGetVolumeStatsResponse stats(String path) {
    return plugin
        .node()
        .nodeGetVolumeStats(
            NodeGetVolumeStatsRequest.newBuilder().setVolumeId("v").setVolumePath(path).build());
  }

  @Test
  void statisticsAreTheSessionManagers() {
    stage("v");
    publish("v");
    NodeGetVolumeStatsResponse stats = stats(plugin.target("v"));
    assertThat(stats.getUsageList())
        .containsExactly(
            VolumeUsage.newBuilder()
                .setUnit(VolumeUsage.Unit.BYTES)
                .setTotal(1 << 30)
                .setUsed(1 << 28)
                .setAvailable((1 << 30) - (1 << 28))
                .build(),
            VolumeUsage.newBuilder()
                .setUnit(VolumeUsage.Unit.INODES)
                .setTotal(1000)
                .setUsed(100)
                .setAvailable(900)
                .build());
    assertThat(stats.getVolumeCondition().getAbnormal()).isFalse();
    assertThat(stats.getVolumeCondition().getMessage()).isNotEmpty();
  }

  @Test
  void statisticsOfAVolumeElsewhereAreNotFound() {
    stage("v");
    publish("v");
    Requests.assertRefused(() -> stats("/elsewhere"), NOT_FOUND, "volume_path", "/elsewhere");
  }

  @Test
  void expansionHasTheClientLookAtTheQuota() {
    stage("v");
    publish("v");
    NodeExpandVolumeRequest.Builder expand =
        NodeExpandVolumeRequest.newBuilder()
            .setVolumeId("v")
            .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(1));
    for (String path : List.of(plugin.target("v"), plugin.staging("v"))) {
      long capacity =
          plugin
              .node()
              .nodeExpandVolume(
                  expand.setVolumePath(path).setStagingTargetPath(plugin.staging("v")).build())
              .getCapacityBytes();
      assertThat(capacity).isEqualTo(1L << 30);
    }
    assertThat(plugin.mounter().quotaReloads()).isEqualTo(2);
  }

  @Test
  void theNodeSaysItsNameAndHowMuchItTakes() {
    NodeGetInfoResponse info = plugin.node().nodeGetInfo(NodeGetInfoRequest.getDefaultInstance());
    assertThat(info.getNodeId()).isEqualTo("node-1");
    assertThat(info.getMaxVolumesPerNode()).isEqualTo(7);
  }
}
