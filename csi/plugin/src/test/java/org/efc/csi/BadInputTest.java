// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static io.grpc.Status.Code.DEADLINE_EXCEEDED;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.PERMISSION_DENIED;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.ControllerGetVolumeRequest;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.ListVolumesRequest;
import csi.v1.Csi.NodeExpandVolumeRequest;
import csi.v1.Csi.NodeGetVolumeStatsRequest;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.NodeUnpublishVolumeRequest;
import csi.v1.Csi.NodeUnstageVolumeRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import csi.v1.Csi.VolumeCapability;
import csi.v1.Csi.VolumeCapability.AccessMode.Mode;
import csi.v1.Csi.VolumeCapability.BlockVolume;
import csi.v1.Csi.VolumeContentSource;
import csi.v1.Csi.VolumeContentSource.SnapshotSource;
import io.grpc.Status;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input: a named code, a message with field and value, and nothing made or mounted. */
class BadInputTest {
  private static final String LONG = "x".repeat(129);

  private static RunningPlugin plugin;

  @BeforeAll
  static void start() {
    plugin = RunningPlugin.start();
  }

  @AfterAll
  static void stop() {
    plugin.close();
  }

  /**
   * @param says parts of the message
   */
  record Row(String what, Status.Code code, List<String> says, Consumer<RunningPlugin> call) {
    @Override
    public String toString() {
      return what + " is " + code;
    }
  }

  private static Row create(
      String what, Status.Code code, Consumer<CreateVolumeRequest.Builder> change, String... says) {
    CreateVolumeRequest.Builder request = Requests.create("bad");
    change.accept(request);
    return new Row(
        "create: " + what, code, List.of(says), p -> p.controller().createVolume(request.build()));
  }

  private static Row parameter(String key, String value, String... says) {
    return create(key + "=" + value, INVALID_ARGUMENT, r -> r.putParameters(key, value), says);
  }

  private static Row source(String source, Status.Code code, String... says) {
    return create(source, code, r -> r.putParameters("source", source), says);
  }

  private static Row range(long required, long limit, Status.Code code, String... says) {
    return create(
        "capacity " + required + ".." + limit,
        code,
        r ->
            r.setCapacityRange(
                CapacityRange.newBuilder().setRequiredBytes(required).setLimitBytes(limit)),
        says);
  }

  private static Row stage(
      String what,
      Status.Code code,
      Consumer<NodeStageVolumeRequest.Builder> change,
      String... says) {
    NodeStageVolumeRequest.Builder request = Requests.stage(plugin, "bad");
    change.accept(request);
    return new Row(
        "stage: " + what, code, List.of(says), p -> p.node().nodeStageVolume(request.build()));
  }

  private static Row context(String key, String value, String... says) {
    return stage(key + "=" + value, INVALID_ARGUMENT, r -> r.putVolumeContext(key, value), says);
  }

  private static Row flag(String flag, String... says) {
    return stage(
        "mount flag " + flag,
        INVALID_ARGUMENT,
        r -> r.setVolumeCapability(Requests.flagged(flag)),
        says);
  }

  private static Row publish(
      String what,
      Status.Code code,
      Consumer<NodePublishVolumeRequest.Builder> change,
      String... says) {
    NodePublishVolumeRequest.Builder request = Requests.publish(plugin, "bad");
    change.accept(request);
    return new Row(
        "publish: " + what, code, List.of(says), p -> p.node().nodePublishVolume(request.build()));
  }

  private static Row other(
      String what, Status.Code code, Consumer<RunningPlugin> call, String... says) {
    return new Row(what, code, List.of(says), call);
  }

  private static VolumeCapability block() {
    return VolumeCapability.newBuilder()
        .setBlock(BlockVolume.getDefaultInstance())
        .setAccessMode(Requests.shared().getAccessMode())
        .build();
  }

  static Stream<Row> creations() {
    return Stream.of(
        create("no name", INVALID_ARGUMENT, CreateVolumeRequest.Builder::clearName, "name"),
        create("name too long", INVALID_ARGUMENT, r -> r.setName(LONG), "name", "129", "128"),
        create("name with a line break", INVALID_ARGUMENT, r -> r.setName("a\nb"), "name", "a?b"),
        create(
            "no capabilities",
            INVALID_ARGUMENT,
            CreateVolumeRequest.Builder::clearVolumeCapabilities,
            "volume_capabilities"),
        create("block", INVALID_ARGUMENT, r -> r.addVolumeCapabilities(block()), "block", "mount"),
        create(
            "no access type",
            INVALID_ARGUMENT,
            r -> r.addVolumeCapabilities(Requests.shared().toBuilder().clearMount()),
            "volume_capabilities.mount"),
        create(
            "no access mode",
            INVALID_ARGUMENT,
            r -> r.addVolumeCapabilities(Requests.capability(Mode.UNKNOWN)),
            "access_mode"),
        create(
            "from a snapshot",
            INVALID_ARGUMENT,
            r ->
                r.setVolumeContentSource(
                    VolumeContentSource.newBuilder()
                        .setSnapshot(SnapshotSource.newBuilder().setSnapshotId("s"))),
            "volume_content_source",
            "SNAPSHOT"),
        create(
            "modifiable parameters",
            INVALID_ARGUMENT,
            r -> r.putModifiableParameters("speed", "11"),
            "mutable_parameters",
            "speed"),
        create(
            "4 KiB of parameters",
            INVALID_ARGUMENT,
            r -> r.putParameters("subDir", "x".repeat(4096)),
            "parameters",
            "4096"),
        create(
            "no source", INVALID_ARGUMENT, CreateVolumeRequest.Builder::clearParameters, "source"),
        range(-5, 0, INVALID_ARGUMENT, "required_bytes", "-5"),
        range(0, -1, INVALID_ARGUMENT, "limit_bytes", "-1"),
        range(2000, 1000, OUT_OF_RANGE, "limit_bytes", "1000", "2000"),
        parameter("sauce", "x", "sauce", "unknown"),
        parameter("onDelete", "burn", "onDelete", "burn", "retain"),
        parameter("mountPermissions", "rwx", "mountPermissions", "rwx"),
        parameter("mountPermissions", "99", "mountPermissions", "99"),
        parameter("uid", "root", "uid", "root"),
        parameter("gid", "-1", "gid", "-1"),
        parameter("server", "nas", "server", "nas", "source"),
        parameter("attr-ttl", "soon", "attr-ttl", "soon"),
        parameter("subDir", "", "subDir"),
        parameter("subDir", "../etc", "subDir", ".."),
        parameter("subDir", "a/../../etc", "subDir", ".."),
        parameter("subDir", "/etc", "subDir", "/etc"),
        parameter("subDir", "a//b", "subDir", "a//b"),
        parameter("subDir", ".efc/volumes", "subDir", ".efc"),
        parameter("subDir", "a/.efc-volume", "subDir", ".efc-volume"),
        parameter("subDir", "a b", "subDir", "a b"),
        parameter("subDir", "${pvc.metadata.nam}", "subDir", "pvc.metadata.nam"),
        parameter("subDir", "${pvc.metadata.name}", "subDir", "--extra-create-metadata"),
        parameter("subDir", "d".repeat(120), "11 bytes too long", "128"),
        source("ftp://host/x", INVALID_ARGUMENT, "source", "ftp"),
        source("file://relative/x", INVALID_ARGUMENT, "source", "relative"),
        source("nfs://nas/../../etc", INVALID_ARGUMENT, "source", ".."),
        source("nfs://nas/x?timeo=never", INVALID_ARGUMENT, "timeo", "never"),
        source("memory:", INVALID_ARGUMENT, "memory"),
        source("nfs://unknown.invalid/x", UNAVAILABLE, "unknown.invalid"),
        source("nfs://refusing:1234/x", UNAVAILABLE, "refusing:1234"),
        source("nfs://silent/x", DEADLINE_EXCEEDED, "silent"),
        source("nfs://denying/x", PERMISSION_DENIED, "denying"),
        source("nfs://without-export/x", NOT_FOUND, "without-export"),
        source("nfs://stale/x", NOT_FOUND, "stale"));
  }

  static Stream<Row> stagings() {
    return Stream.of(
        stage(
            "no id", INVALID_ARGUMENT, NodeStageVolumeRequest.Builder::clearVolumeId, "volume_id"),
        stage("id too long", INVALID_ARGUMENT, r -> r.setVolumeId(LONG), "volume_id", "128"),
        stage(
            "no staging path",
            INVALID_ARGUMENT,
            NodeStageVolumeRequest.Builder::clearStagingTargetPath,
            "staging_target_path"),
        stage(
            "no capability",
            INVALID_ARGUMENT,
            NodeStageVolumeRequest.Builder::clearVolumeCapability,
            "volume_capability"),
        stage("block", INVALID_ARGUMENT, r -> r.setVolumeCapability(block()), "block"),
        stage(
            "no source anywhere",
            INVALID_ARGUMENT,
            NodeStageVolumeRequest.Builder::clearVolumeContext,
            "source",
            "bad"),
        stage(
            "only a dataset's path",
            INVALID_ARGUMENT,
            r ->
                r.clearVolumeContext()
                    .putVolumeContext("fluid_path", "/runtime-mnt/efc/ns/name/efc-fuse"),
            "source",
            "fluid_path"),
        stage(
            "a mount group that is a name",
            INVALID_ARGUMENT,
            r -> r.getVolumeCapabilityBuilder().getMountBuilder().setVolumeMountGroup("staff"),
            "volume_mount_group",
            "staff"),
        context("source", "ftp://x/y", "source", "ftp"),
        context("sauce", "x", "sauce"),
        context("attr-ttl", "soon", "attr-ttl", "soon"),
        context("attr-ttl", "3s,evil", "attr-ttl", "3s,evil"),
        context("subDir", "../../etc", "subDir", "../../etc"),
        context("fluid_sub_path", "a/../..", "fluid_sub_path"),
        context("runtime_name", "../../etc", "runtime_name", "../../etc"),
        context("runtime_name", "alone", "runtime_namespace"),
        context("attr-ttl", "1s\n2s", "attr-ttl", "control"),
        flag("nosuch", "mount_flags", "nosuch", "attr-ttl"),
        flag("ro,attr-ttl=3s", "mount_flags", "commas"),
        flag("attr-ttl=3s\nevil", "mount_flags", "control"),
        flag("attr-ttl", "attr-ttl"),
        flag("attr-ttl=many", "attr-ttl", "many"),
        flag("", "mount_flags"));
  }

  static Stream<Row> publishings() {
    return Stream.of(
        publish(
            "no id",
            INVALID_ARGUMENT,
            NodePublishVolumeRequest.Builder::clearVolumeId,
            "volume_id"),
        publish(
            "no target",
            INVALID_ARGUMENT,
            NodePublishVolumeRequest.Builder::clearTargetPath,
            "target_path"),
        publish(
            "relative target",
            INVALID_ARGUMENT,
            r -> r.setTargetPath("pods/x"),
            "target_path",
            "pods/x"),
        publish(
            "target that escapes",
            INVALID_ARGUMENT,
            r -> r.setTargetPath("/pods/../etc"),
            "target_path",
            ".."),
        publish("the root as target", INVALID_ARGUMENT, r -> r.setTargetPath("//."), "target_path"),
        publish("target with NUL", INVALID_ARGUMENT, r -> r.setTargetPath("/a\0b"), "target_path"),
        publish(
            "target of 4096 bytes",
            INVALID_ARGUMENT,
            r -> r.setTargetPath("/" + "a".repeat(4095)),
            "target_path",
            "4095"),
        publish(
            "no capability",
            INVALID_ARGUMENT,
            NodePublishVolumeRequest.Builder::clearVolumeCapability,
            "volume_capability"),
        publish(
            "no staging path",
            FAILED_PRECONDITION,
            NodePublishVolumeRequest.Builder::clearStagingTargetPath,
            "staging_target_path"),
        publish("before stage", FAILED_PRECONDITION, r -> {}, "bad", "staged"));
  }

  static Stream<Row> others() {
    return Stream.of(
        other(
            "unpublish: no id",
            INVALID_ARGUMENT,
            p ->
                p.node()
                    .nodeUnpublishVolume(
                        NodeUnpublishVolumeRequest.newBuilder().setTargetPath("/t").build()),
            "volume_id"),
        other(
            "unpublish: no target",
            INVALID_ARGUMENT,
            p ->
                p.node()
                    .nodeUnpublishVolume(
                        NodeUnpublishVolumeRequest.newBuilder().setVolumeId("v").build()),
            "target_path"),
        other(
            "unstage: no path",
            INVALID_ARGUMENT,
            p ->
                p.node()
                    .nodeUnstageVolume(
                        NodeUnstageVolumeRequest.newBuilder().setVolumeId("v").build()),
            "staging_target_path"),
        other(
            "stats: no path",
            INVALID_ARGUMENT,
            p ->
                p.node()
                    .nodeGetVolumeStats(
                        NodeGetVolumeStatsRequest.newBuilder().setVolumeId("v").build()),
            "volume_path"),
        other(
            "stats: unknown volume",
            NOT_FOUND,
            p ->
                p.node()
                    .nodeGetVolumeStats(
                        NodeGetVolumeStatsRequest.newBuilder()
                            .setVolumeId("v")
                            .setVolumePath("/p")
                            .build()),
            "volume_id",
            "v"),
        other(
            "node expand: unknown volume",
            NOT_FOUND,
            p ->
                p.node()
                    .nodeExpandVolume(
                        NodeExpandVolumeRequest.newBuilder()
                            .setVolumeId("v")
                            .setVolumePath("/p")
                            .build()),
            "volume_id",
            "v"),
        other(
            "delete: no id",
            INVALID_ARGUMENT,
            p -> p.controller().deleteVolume(DeleteVolumeRequest.getDefaultInstance()),
            "volume_id"),
        other(
            "validate: unknown volume",
            NOT_FOUND,
            p ->
                p.controller()
                    .validateVolumeCapabilities(
                        ValidateVolumeCapabilitiesRequest.newBuilder()
                            .setVolumeId("v")
                            .addVolumeCapabilities(Requests.shared())
                            .build()),
            "v"),
        other(
            "get: volume that was never made",
            NOT_FOUND,
            p ->
                p.controller()
                    .controllerGetVolume(
                        ControllerGetVolumeRequest.newBuilder()
                            .setVolumeId(Requests.SOURCE + "#d/never")
                            .build()),
            "never"),
        other(
            "expand: no range",
            INVALID_ARGUMENT,
            p ->
                p.controller()
                    .controllerExpandVolume(
                        ControllerExpandVolumeRequest.newBuilder().setVolumeId("v").build()),
            "capacity_range"),
        other(
            "list: negative number",
            INVALID_ARGUMENT,
            p ->
                p.controller()
                    .listVolumes(ListVolumesRequest.newBuilder().setMaxEntries(-1).build()),
            "max_entries",
            "-1"),
        other(
            "list: foreign token",
            Status.Code.ABORTED,
            p ->
                p.controller()
                    .listVolumes(ListVolumesRequest.newBuilder().setStartingToken("abc").build()),
            "starting_token",
            "abc"));
  }

  @ParameterizedTest
  @MethodSource({"creations", "stagings", "publishings", "others"})
  void isRefused(Row row) {
    Requests.assertRefused(
        () -> row.call().accept(plugin), row.code(), row.says().toArray(String[]::new));
    assertThat(plugin.mounter().mounts()).as("mounts").isZero();
    assertThat(plugin.exports().files(Requests.SOURCE).names("")).as("files").isEmpty();
  }
}
