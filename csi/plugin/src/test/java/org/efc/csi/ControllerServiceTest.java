// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static io.grpc.Status.Code.ALREADY_EXISTS;
import static io.grpc.Status.Code.FAILED_PRECONDITION;
import static io.grpc.Status.Code.NOT_FOUND;
import static io.grpc.Status.Code.OUT_OF_RANGE;
import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.ControllerExpandVolumeResponse;
import csi.v1.Csi.ControllerGetVolumeRequest;
import csi.v1.Csi.ControllerGetVolumeResponse;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.GetCapacityRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesResponse;
import csi.v1.Csi.Volume;
import csi.v1.Csi.VolumeCapability;
import csi.v1.Csi.VolumeCapability.BlockVolume;
import org.efc.backend.Attributes;
import org.efc.backend.FileType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The controller service over its socket, on servers in memory. */
class ControllerServiceTest {
  private final RunningPlugin plugin = RunningPlugin.start();
  private final ServerSide server = plugin.exports().files(Requests.SOURCE);

  @AfterEach
  void stop() {
    plugin.close();
  }

  private Volume create(CreateVolumeRequest.Builder request) {
    return plugin.controller().createVolume(request.build()).getVolume();
  }

  private Volume create(String name) {
    return create(Requests.create(name));
  }

  private void delete(String id) {
    plugin.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
  }

  private ControllerExpandVolumeResponse expand(String id, CapacityRange.Builder range) {
    return plugin
        .controller()
        .controllerExpandVolume(
            ControllerExpandVolumeRequest.newBuilder()
                .setVolumeId(id)
                .setCapacityRange(range)
                .build());
  }

  private static CapacityRange.Builder atLeast(long bytes) {
    return CapacityRange.newBuilder().setRequiredBytes(bytes);
  }

  @Test
  void aVolumeIsAMarkedDirectory() {
    Volume volume = create("pvc-1");
    assertThat(volume.getVolumeId()).isEqualTo("nfs://nas/export#d/pvc-1");
    assertThat(volume.getCapacityBytes()).isEqualTo(Requests.GIBIBYTE);
    assertThat(volume.getVolumeContextMap()).containsEntry("source", "nfs://nas/export/pvc-1");
    assertThat(server.stat("pvc-1").map(Attributes::mode)).hasValue(0777);
    assertThat(server.read("pvc-1/.efc-volume"))
        .isEqualTo("version=1\ncapacity=1073741824\nname=pvc-1\n");
    assertThat(server.names("pvc-1")).containsExactly(".efc-volume");
    assertThat(server.names("")).containsExactly(".efc", "pvc-1");
    assertThat(server.names(".efc/volumes")).containsExactly("pvc-1");
    assertThat(plugin.mounter().mounts()).isZero();
  }

  @Test
  void theSameNameIsTheSameVolume() {
    assertThat(create("a")).isEqualTo(create("a"));
    assertThat(server.names(".efc/volumes")).containsExactly("a");
  }

  @Test
  void theSameNameWithAnotherCapacityAlreadyExists() {
    create("a");
    Requests.assertRefused(
        () -> create(Requests.create("a").setCapacityRange(atLeast(2 * Requests.GIBIBYTE))),
        ALREADY_EXISTS,
        "1073741824",
        "2147483648");
    Requests.assertRefused(
        () -> create(Requests.create("a").setCapacityRange(atLeast(1).setLimitBytes(1000))),
        ALREADY_EXISTS,
        "1..1000");
    assertThat(create(Requests.create("a").setCapacityRange(atLeast(1000)))).isEqualTo(create("a"));
  }

  @Test
  void theSameNameWithOtherParametersAlreadyExists() {
    create("a");
    for (String[] parameter :
        new String[][] {{"onDelete", "retain"}, {"mountPermissions", "0700"}, {"uid", "7"}}) {
      Requests.assertRefused(
          () -> create(Requests.create("a").putParameters(parameter[0], parameter[1])),
          ALREADY_EXISTS,
          "a");
    }
  }

  @Test
  void capacityIsOneGibibyteUnlessLimited() {
    assertThat(create(Requests.create("a").clearCapacityRange()).getCapacityBytes())
        .isEqualTo(1L << 30);
    assertThat(
            create(Requests.create("b").setCapacityRange(atLeast(0).setLimitBytes(4096)))
                .getCapacityBytes())
        .isEqualTo(4096);
  }

  @Test
  void theDirectoryHasTheModeAndTheOwnerAskedFor() {
    create(
        Requests.create("a")
            .putParameters("mountPermissions", "2770")
            .putParameters("uid", "1000")
            .putParameters("gid", "2000"));
    Attributes attributes = server.stat("a").orElseThrow();
    assertThat(attributes.mode()).isEqualTo(02770);
    assertThat(attributes.uid()).isEqualTo(1000);
    assertThat(attributes.gid()).isEqualTo(2000);
  }

  @Test
  void subDirIsMadeOfWhoAsks() {
    Volume volume =
        create(
            Requests.create("pvc-0815")
                .putParameters("subDir", "teams/${pvc.metadata.namespace}/${pvc.metadata.name}-x")
                .putParameters("csi.storage.k8s.io/pvc/namespace", "blue")
                .putParameters("csi.storage.k8s.io/pvc/name", "data")
                .putParameters("csi.storage.k8s.io/pv/name", "pvc-0815"));
    assertThat(volume.getVolumeId()).isEqualTo("nfs://nas/export#d/teams/blue/data-x");
    assertThat(server.stat("teams/blue/data-x").map(Attributes::type)).hasValue(FileType.DIRECTORY);
    delete(volume.getVolumeId());
    assertThat(server.exists("teams/blue/data-x")).isFalse();
    assertThat(server.exists("teams/blue")).isTrue();
  }

  @Test
  void aNameThatIsNoFileNameIsHashed() {
    for (String name : new String[] {"../escaped", "a/b", ".efc", "x".repeat(128), "Ünïcode\\u"}) {
      Volume volume = create(name);
      assertThat(volume.getVolumeId()).hasSizeLessThanOrEqualTo(128);
      assertThat(create(name)).isEqualTo(volume);
      delete(volume.getVolumeId());
    }
    assertThat(server.names("")).containsExactly(".efc");
    assertThat(server.names(".efc/volumes")).isEmpty();
  }

  @Test
  void aDirectoryOfOthersIsNotTaken() {
    server.makeDirectory("mine");
    server.write("mine/thesis", "precious");
    Requests.assertRefused(() -> create("mine"), ALREADY_EXISTS, "mine", "not this driver's");
    assertThat(server.names("mine")).containsExactly("thesis");
    assertThat(server.names(".efc/volumes")).isEmpty();
  }

  @Test
  void aFileOrALinkIsNotTakenForADirectory() {
    server.write("file", "text");
    server.makeDirectory("elsewhere");
    server.makeLink("link", "elsewhere");
    Requests.assertRefused(() -> create("file"), ALREADY_EXISTS, "no directory");
    Requests.assertRefused(() -> create("link"), ALREADY_EXISTS, "no directory");
    assertThat(server.names("elsewhere")).isEmpty();
  }

  @Test
  void aWayThroughALinkIsNotGone() {
    server.makeDirectory("elsewhere");
    server.makeLink("link", "elsewhere");
    Requests.assertRefused(
        () -> create(Requests.create("a").putParameters("subDir", "link/a")), NOT_FOUND, "link");
    assertThat(server.names("elsewhere")).isEmpty();
  }

  @Test
  void deleteRemovesEverythingInTheDirectoryAndNothingElse() {
    Volume volume = create("a");
    create("a-neighbour");
    server.makeDirectory("outside");
    server.write("outside/precious", "text");
    server.makeDirectory("a/deep");
    server.makeDirectory("a/deep/deeper");
    server.makeLink("a/deep/link", "../../outside");
    for (int i = 0; i < 1200; i++) {
      server.write("a/deep/file" + i, "text");
    }
    delete(volume.getVolumeId());
    assertThat(server.names("")).containsExactly(".efc", "a-neighbour", "outside");
    assertThat(server.names(".efc/trash")).isEmpty();
    assertThat(server.names(".efc/volumes")).containsExactly("a-neighbour");
    assertThat(server.names("outside")).containsExactly("precious");
    delete(volume.getVolumeId());
  }

  @Test
  void whatIsUnknownOrNotOursIsDeletedAlready() {
    for (String id : new String[] {"by-hand", "nfs://nas/export", "nfs://nas/export#x/a", "#d/a"}) {
      delete(id);
    }
    delete("nfs://nas/export#d/never-was");
    assertThat(server.names("")).isEmpty();
  }

  @Test
  void anIdThatEscapesDeletesNothing() {
    server.makeDirectory("victim");
    for (String path : new String[] {"../victim", "a/../victim", "/victim", ".", "", "victim/"}) {
      delete("nfs://nas/export#d/" + path);
    }
    assertThat(server.names("")).containsExactly("victim");
  }

  @Test
  void aDirectoryWithoutAMarkerIsNotDeleted() {
    server.makeDirectory("victim");
    server.write("victim/precious", "text");
    Requests.assertRefused(
        () -> delete("nfs://nas/export#d/victim"), FAILED_PRECONDITION, "victim", ".efc-volume");
    server.makeLink("link", "victim");
    Requests.assertRefused(
        () -> delete("nfs://nas/export#d/link"), FAILED_PRECONDITION, "no directory");
    delete("nfs://nas/export#d/link/precious");
    assertThat(server.read("victim/precious")).isEqualTo("text");
  }

  @Test
  void retainLeavesTheFilesAndForgetsTheVolume() {
    Volume volume = create(Requests.create("a").putParameters("onDelete", "retain"));
    server.write("a/data", "precious");
    delete(volume.getVolumeId());
    delete(volume.getVolumeId());
    assertThat(server.read("a/data")).isEqualTo("precious");
    assertThat(server.names(".efc/volumes")).isEmpty();
    Requests.assertRefused(() -> get(volume.getVolumeId()), NOT_FOUND, "a");
    Requests.assertRefused(
        () -> create(Requests.create("a").putParameters("onDelete", "retain")),
        ALREADY_EXISTS,
        "retained");
    Requests.assertRefused(() -> delete("nfs://nas/export#d/a"), FAILED_PRECONDITION, "retained");
    assertThat(server.read("a/data")).isEqualTo("precious");
  }

  @Test
  void archivesOfOneNameAreNumbered() {
    for (int i = 0; i < 3; i++) {
      Volume volume = create(Requests.create("a").putParameters("onDelete", "archive"));
      server.write("a/data", "life " + i);
      delete(volume.getVolumeId());
      delete(volume.getVolumeId());
    }
    assertThat(server.read("archived-a/data")).isEqualTo("life 0");
    assertThat(server.read("archived-a-1/data")).isEqualTo("life 1");
    assertThat(server.read("archived-a-2/data")).isEqualTo("life 2");
    assertThat(server.names(""))
        .containsExactly(".efc", "archived-a", "archived-a-1", "archived-a-2");
  }

  @Test
  void aVolumeStagedHereIsNotDeleted() {
    String id = create("a").getVolumeId();
    plugin
        .node()
        .nodeStageVolume(Requests.stage(plugin, "a").setVolumeId(id).clearVolumeContext().build());
    Requests.assertRefused(() -> delete(id), FAILED_PRECONDITION, id, "staged");
    assertThat(server.exists("a")).isTrue();
  }

  @Test
  void expansionIsWrittenForTheClientAndNeverShrinks() {
    String id = create("a").getVolumeId();
    ControllerExpandVolumeResponse grown = expand(id, atLeast(2 * Requests.GIBIBYTE));
    assertThat(grown.getCapacityBytes()).isEqualTo(2 * Requests.GIBIBYTE);
    assertThat(grown.getNodeExpansionRequired()).isTrue();
    assertThat(server.read("a/.efc-volume")).contains("capacity=2147483648\n");
    assertThat(server.names("a")).containsExactly(".efc-volume");
    assertThat(expand(id, atLeast(5)).getCapacityBytes()).isEqualTo(2 * Requests.GIBIBYTE);
    Requests.assertRefused(
        () -> expand(id, atLeast(0).setLimitBytes(Requests.GIBIBYTE)),
        OUT_OF_RANGE,
        "1073741824",
        "2147483648");
    assertThat(get(id).getVolume().getCapacityBytes()).isEqualTo(2 * Requests.GIBIBYTE);
  }

  @Test
  void expansionReachesTheClientHereAtOnce() {
    String id = create("a").getVolumeId();
    plugin
        .node()
        .nodeStageVolume(Requests.stage(plugin, "a").setVolumeId(id).clearVolumeContext().build());
    expand(id, atLeast(2 * Requests.GIBIBYTE));
    assertThat(plugin.mounter().quotaReloads()).isEqualTo(1);
  }

  @Test
  void expansionOfWhatIsNotThereIsNotFound() {
    Requests.assertRefused(() -> expand("by-hand", atLeast(1)), NOT_FOUND, "by-hand");
    Requests.assertRefused(
        () -> expand("nfs://nas/export#d/never", atLeast(1)), NOT_FOUND, "never");
  }

  private ControllerGetVolumeResponse get(String id) {
    return plugin
        .controller()
        .controllerGetVolume(ControllerGetVolumeRequest.newBuilder().setVolumeId(id).build());
  }

  @Test
  void aVolumeIsFoundUntilItIsDeleted() {
    String id = create("a").getVolumeId();
    ControllerGetVolumeResponse found = get(id);
    assertThat(found.getVolume().getVolumeId()).isEqualTo(id);
    assertThat(found.getStatus().getVolumeCondition().getAbnormal()).isFalse();
    delete(id);
    Requests.assertRefused(() -> get(id), NOT_FOUND, id);
  }

  private ValidateVolumeCapabilitiesResponse validate(String id, VolumeCapability capability) {
    return plugin
        .controller()
        .validateVolumeCapabilities(
            ValidateVolumeCapabilitiesRequest.newBuilder()
                .setVolumeId(id)
                .addVolumeCapabilities(capability)
                .build());
  }

  @Test
  void everyAccessModeIsConfirmedAndBlockIsNot() {
    String id = create("a").getVolumeId();
    for (var mode : VolumeCapability.AccessMode.Mode.values()) {
      if (mode.name().contains("NODE")) {
        VolumeCapability capability = Requests.capability(mode);
        assertThat(validate(id, capability).getConfirmed().getVolumeCapabilitiesList())
            .containsExactly(capability);
      }
    }
    VolumeCapability block =
        Requests.shared().toBuilder().setBlock(BlockVolume.getDefaultInstance()).build();
    assertThat(validate(id, block).hasConfirmed()).isFalse();
    assertThat(validate(id, block).getMessage()).contains("block");
  }

  @Test
  void capacityIsThatOfTheSourceOrOfAllKnown() {
    GetCapacityRequest none = GetCapacityRequest.getDefaultInstance();
    assertThat(plugin.controller().getCapacity(none).getAvailableCapacity()).isZero();
    GetCapacityRequest one = none.toBuilder().putParameters("source", Requests.SOURCE).build();
    assertThat(plugin.controller().getCapacity(one).getAvailableCapacity()).isPositive();
    create("a");
    assertThat(plugin.controller().getCapacity(none).getAvailableCapacity()).isPositive();
  }

  @Test
  void callsShareAConnection() {
    create("a");
    create("b");
    delete("nfs://nas/export#d/a");
    assertThat(plugin.exports().opened()).isEqualTo(1);
  }
}
