// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static io.grpc.Status.Code.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.NodePublishVolumeRequest;
import csi.v1.Csi.NodeStageVolumeRequest;
import csi.v1.Csi.NodeUnpublishVolumeRequest;
import csi.v1.Csi.VolumeCapability;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.efc.sanity.csi.Capabilities;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.Leftovers;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.PrivateDirectory;
import org.efc.sanity.storage.GaneshaServer;
import org.efc.sanity.storage.Ports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad input over CSI: a named code, a message with field and value, in time, and nothing left. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class BadInputIT {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(40);
  private static final String UNKNOWN_HOST = "no-such-host.invalid"; // RFC 2606: never resolves

  private static World world;

  BadInputIT(StorageKind kind) {
    assertThat(world.storage().name()).isEqualTo(kind.toString());
  }

  @BeforeParameterizedClassInvocation
  static void start(StorageKind kind) {
    world = World.of(kind);
  }

  @AfterParameterizedClassInvocation
  static void end() {
    try (World ending = world) {
      ending.assertNothingLeft();
    }
  }

  /**
   * A row of the table.
   *
   * @param says parts of the message: the field and the value
   */
  record Row(String what, Status.Code code, List<String> says, Consumer<CsiNode> call) {
    @Override
    public String toString() {
      return what + " is " + code;
    }
  }

  private static Row create(
      String what,
      Status.Code code,
      List<String> says,
      Consumer<CreateVolumeRequest.Builder> change) {
    CreateVolumeRequest.Builder request = CsiNode.creation("bad", world.storage().source());
    change.accept(request);
    return new Row(what, code, says, csi -> csi.createVolume(request.build()));
  }

  private static Row createFrom(String what, String source, Status.Code code, String... says) {
    return create(what, code, List.of(says), request -> request.putParameters("source", source));
  }

  private static Row stage(
      String what,
      Status.Code code,
      List<String> says,
      Consumer<NodeStageVolumeRequest.Builder> change) {
    NodeStageVolumeRequest.Builder request =
        CsiNode.staging(given(world.storage().source()), world.node().staging("bad"), Map.of());
    change.accept(request);
    return new Row(what, code, says, csi -> csi.node().nodeStageVolume(request.build()));
  }

  private static Row stageFrom(String what, String source, Status.Code code, String... says) {
    return stage(what, code, List.of(says), request -> request.putVolumeContext("source", source));
  }

  private static Row publish(
      String what,
      Status.Code code,
      List<String> says,
      Consumer<NodePublishVolumeRequest.Builder> change) {
    NodePublishVolumeRequest.Builder request =
        CsiNode.publishing(
            given(world.storage().source()),
            world.node().staging("bad"),
            world.node().target("bad"));
    change.accept(request);
    return new Row(what, code, says, csi -> csi.node().nodePublishVolume(request.build()));
  }

  /** A volume that an administrator wrote down in a PersistentVolume: any id, a source. */
  private static CsiVolume given(String source) {
    return new CsiVolume("by-hand", Map.of("source", source), 0);
  }

  static Stream<Row> rows() {
    int refused = Ports.free();
    String refusing = "nfs://127.0.0.1:" + refused + "/export?mountport=" + refused;
    return Stream.of(
        create(
            "no name", INVALID_ARGUMENT, List.of("name"), CreateVolumeRequest.Builder::clearName),
        create(
            "no capabilities",
            INVALID_ARGUMENT,
            List.of("capabilit"),
            CreateVolumeRequest.Builder::clearVolumeCapabilities),
        create(
            "block access",
            INVALID_ARGUMENT,
            List.of("block"),
            request ->
                request
                    .clearVolumeCapabilities()
                    .addVolumeCapabilities(
                        Capabilities.shared().toBuilder()
                            .setBlock(VolumeCapability.BlockVolume.getDefaultInstance()))),
        create(
            "no source",
            INVALID_ARGUMENT,
            List.of("source"),
            CreateVolumeRequest.Builder::clearParameters),
        create(
            "a misspelt parameter",
            INVALID_ARGUMENT,
            List.of("sauce"),
            request -> request.putParameters("sauce", "x")),
        create(
            "more required than the limit",
            OUT_OF_RANGE,
            List.of("limit_bytes"),
            request ->
                request.setCapacityRange(
                    CapacityRange.newBuilder().setRequiredBytes(2000).setLimitBytes(1000))),
        create(
            "a negative capacity",
            INVALID_ARGUMENT,
            List.of("required_bytes", "-5"),
            request -> request.setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(-5))),
        createFrom("an unknown scheme", "ftp://host/x", INVALID_ARGUMENT, "source", "ftp"),
        createFrom("a relative path", "file://relative/x", INVALID_ARGUMENT, "source"),
        createFrom(
            "a source that escapes",
            world.storage().source("../../etc"),
            INVALID_ARGUMENT,
            "source",
            ".."),
        createFrom("an unknown host", "nfs://" + UNKNOWN_HOST + "/x", UNAVAILABLE, UNKNOWN_HOST),
        createFrom("a refused port", refusing, UNAVAILABLE, "127.0.0.1", "" + refused),
        createFrom("no such directory", world.storage().source("missing"), NOT_FOUND, "missing"),
        stage(
            "no volume id to stage",
            INVALID_ARGUMENT,
            List.of("volume_id"),
            NodeStageVolumeRequest.Builder::clearVolumeId),
        stage(
            "no staging path",
            INVALID_ARGUMENT,
            List.of("staging_target_path"),
            NodeStageVolumeRequest.Builder::clearStagingTargetPath),
        stage(
            "no capability to stage",
            INVALID_ARGUMENT,
            List.of("volume_capability"),
            NodeStageVolumeRequest.Builder::clearVolumeCapability),
        stage(
            "an option that is no number",
            INVALID_ARGUMENT,
            List.of("attr-ttl", "soon"),
            request -> request.putVolumeContext("attr-ttl", "soon")),
        stageFrom(
            "an unknown host to stage", "nfs://" + UNKNOWN_HOST + "/x", UNAVAILABLE, UNKNOWN_HOST),
        stageFrom("a refused port to stage", refusing, UNAVAILABLE, "" + refused),
        stageFrom(
            "no such directory to stage", world.storage().source("missing"), NOT_FOUND, "missing"),
        stageFrom(
            "a staged source that escapes",
            world.storage().source("../../etc"),
            INVALID_ARGUMENT,
            ".."),
        publish(
            "no target",
            INVALID_ARGUMENT,
            List.of("target_path"),
            NodePublishVolumeRequest.Builder::clearTargetPath),
        publish(
            "a relative target",
            INVALID_ARGUMENT,
            List.of("target_path", "pods/x"),
            request -> request.setTargetPath("pods/x")),
        publish(
            "a target that escapes",
            INVALID_ARGUMENT,
            List.of("target_path", ".."),
            request -> request.setTargetPath(world.node().directory() + "/pods/../../etc/x")),
        publish(
            "publish before stage", FAILED_PRECONDITION, List.of("by-hand", "stag"), request -> {}),
        new Row(
            "no target to unpublish",
            INVALID_ARGUMENT,
            List.of("target_path"),
            csi ->
                csi.node()
                    .nodeUnpublishVolume(
                        NodeUnpublishVolumeRequest.newBuilder().setVolumeId("x").build())));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) throws IOException {
    StatusRuntimeException refusal =
        refusal(() -> row.call().accept(world.csi().within(ANSWER_WITHIN)));

    assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(row.code());
    assertThat(refusal.getStatus().getDescription()).contains(row.says());
    assertNothingOf("bad");
  }

  @Test
  void aVolumeWhoseDirectoryIsGoneIsNotFound() throws IOException {
    CsiVolume volume = world.csi().createVolume("stale", world.storage().source());
    Path staging = world.node().staging("stale");
    deleteOnTheServer("stale");

    StatusRuntimeException refusal =
        refusal(() -> world.csi().within(ANSWER_WITHIN).stage(volume, staging));

    assertThat(refusal.getStatus().getCode()).as(refusal.getMessage()).isEqualTo(NOT_FOUND);
    assertThat(refusal.getStatus().getDescription()).contains("stale");
    assertNothingOf("stale");
    world.csi().deleteVolume(volume.id());
  }

  @Test
  void aMountedVolumeWhoseRootHandleIsStaleFailsAtOnceAndIsTakenDown() throws IOException {
    PublishedVolume volume = world.publish("vanished");
    deleteOnTheServer("vanished");

    Program.Outcome listing =
        Program.of("ls", "-l", volume.target().toString()).limit(ANSWER_WITHIN).run();
    assertThat(listing.status()).isNotZero();
    assertThat(listing.err()).containsAnyOf("Stale file handle", "No such file or directory");
    volume.takeDown();
    assertNothingOf("vanished");
  }

  /** Behind the product's back. An NFS server is restarted for it: it would answer from memory. */
  private static void deleteOnTheServer(String name) {
    Path directory = PublishedVolume.serverSide(world.storage(), name);
    if (world.storage() instanceof GaneshaServer server) {
      server.kill();
      PrivateDirectory.delete(directory);
      server.restart();
    } else {
      PrivateDirectory.delete(directory);
    }
  }

  @Test
  void aTargetThatIsAFileIsRefusedAndKept() throws IOException {
    assertTargetIsRefused(
        "file",
        target -> Files.writeString(target, "precious"),
        target -> assertThat(target).hasContent("precious"));
  }

  @Test
  void aTargetThatIsNotEmptyIsRefusedAndKept() throws IOException {
    assertTargetIsRefused(
        "full",
        target -> Files.writeString(Files.createDirectory(target).resolve("note"), "precious"),
        target -> assertThat(target.resolve("note")).hasContent("precious"));
  }

  @Test
  void aTargetThatIsAForeignMountIsRefusedAndKept() throws IOException {
    assertTargetIsRefused(
        "foreign",
        target -> {
          Files.createDirectory(target);
          Program.of("mount", "-t", "tmpfs", "foreign", target.toString()).output();
          Files.writeString(target.resolve("note"), "precious");
        },
        target -> {
          assertThat(target.resolve("note")).hasContent("precious");
          Program.of("umount", target.toString()).output();
        });
  }

  private interface PathAction {
    void on(Path path) throws IOException;
  }

  private static void assertTargetIsRefused(String name, PathAction occupy, PathAction check)
      throws IOException {
    CsiVolume volume = world.csi().createVolume(name, world.storage().source());
    Path staging = world.node().staging(name);
    Path target = world.node().target(name);
    world.csi().stage(volume, staging);
    occupy.on(target);

    StatusRuntimeException refusal =
        refusal(() -> world.csi().within(ANSWER_WITHIN).publish(volume, staging, target));

    assertThat(refusal.getStatus().getCode())
        .as(refusal.getMessage())
        .isEqualTo(FAILED_PRECONDITION);
    assertThat(refusal.getStatus().getDescription()).contains("target_path", target.toString());
    check.on(target);
    assertThat(MountTable.read().at(target)).isEmpty();
    world.csi().unstage(volume.id(), staging);
    world.csi().deleteVolume(volume.id());
    assertNothingOf(name);
  }

  @Test
  void aVolumeNameThatIsAPathMakesNothingOutsideTheSource() throws IOException {
    Path outside = world.storage().directory().resolveSibling("escaped");
    try {
      CsiVolume volume = world.csi().createVolume("../escaped", world.storage().source());
      world.csi().deleteVolume(volume.id());
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(INVALID_ARGUMENT);
    }
    assertThat(outside).doesNotExist();
  }

  private static StatusRuntimeException refusal(Runnable call) {
    StatusRuntimeException refusal = catchThrowableOfType(StatusRuntimeException.class, call::run);
    assertThat(refusal).as("the refusal").isNotNull();
    return refusal;
  }

  /** No mount, no client, no directory of the volume on the server, no target. */
  private static void assertNothingOf(String name) throws IOException {
    assertThat(world.node().mounts()).as("mounts").isEmpty();
    assertThat(Leftovers.of(world.node().directory()).mounts()).as("mounts").isEmpty();
    assertThat(world.node().clients()).as("clients").isEmpty();
    try (Stream<Path> files = Files.walk(world.storage().directory(), 2)) {
      assertThat(files.filter(Files::isDirectory).map(file -> file.getFileName().toString()))
          .as("directories on the server")
          .doesNotContain(name);
    }
  }
}
