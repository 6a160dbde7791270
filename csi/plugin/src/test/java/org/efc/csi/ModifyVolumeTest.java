// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static io.grpc.Status.Code.INVALID_ARGUMENT;
import static io.grpc.Status.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.ControllerModifyVolumeRequest;
import csi.v1.Csi.ControllerModifyVolumeResponse;
import csi.v1.Csi.CreateVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import java.util.Map;
import org.efc.backend.Attributes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a VolumeAttributesClass can change of a volume. */
class ModifyVolumeTest {
  private final RunningPlugin plugin = RunningPlugin.start();
  private final ServerSide server = plugin.exports().files(Requests.SOURCE);

  @AfterEach
  void stop() {
    plugin.close();
  }

  private String create(CreateVolumeRequest.Builder request) {
    return plugin.controller().createVolume(request.build()).getVolume().getVolumeId();
  }

  private void modify(String id, Map<String, String> parameters) {
    ControllerModifyVolumeResponse _ =
        plugin
            .controller()
            .controllerModifyVolume(
                ControllerModifyVolumeRequest.newBuilder()
                    .setVolumeId(id)
                    .putAllModifiableParameters(parameters)
                    .build());
  }

  private Attributes directory() {
    return server.stat("a").orElseThrow();
  }

  @Test
  void onlyWhatIsGivenIsChanged() {
    String id = create(Requests.create("a").putParameters("uid", "1000"));
    modify(id, Map.of("mountPermissions", "0750"));
    assertThat(directory().mode()).isEqualTo(0750);
    assertThat(directory().uid()).isEqualTo(1000);
    modify(id, Map.of("gid", "3000"));
    modify(id, Map.of("gid", "3000"));
    assertThat(directory().mode()).isEqualTo(0750);
    assertThat(directory().uid()).isEqualTo(1000);
    assertThat(directory().gid()).isEqualTo(3000);
  }

  @Test
  void atCreationItTakesPrecedence() {
    CreateVolumeRequest.Builder request =
        Requests.create("a").putParameters("mountPermissions", "0700").putParameters("uid", "7");
    create(request.putModifiableParameters("mountPermissions", "0755"));
    assertThat(directory().mode()).isEqualTo(0755);
    assertThat(directory().uid()).isEqualTo(7);
  }

  @Test
  void aVolumeThatWasModifiedIsStillTheOneThatWasAskedFor() {
    CreateVolumeRequest.Builder request =
        Requests.create("a").putModifiableParameters("mountPermissions", "0755");
    String id = create(request);
    modify(id, Map.of("mountPermissions", "0700"));
    assertThat(create(request)).isEqualTo(id);
    assertThat(directory().mode()).as("kept").isEqualTo(0700);
  }

  @Test
  void whatCantBeModifiedIsNamed() {
    String id = create(Requests.create("a"));
    Requests.assertRefused(
        () -> modify(id, Map.of("subDir", "b")), INVALID_ARGUMENT, "mutable_parameters", "subDir");
    Requests.assertRefused(
        () -> modify(id, Map.of("mountPermissions", "rwx")),
        INVALID_ARGUMENT,
        "mutable_parameters[mountPermissions]",
        "rwx");
    Requests.assertRefused(
        () -> modify(id, Map.of("uid", "-1")), INVALID_ARGUMENT, "mutable_parameters[uid]", "-1");
    Requests.assertRefused(() -> modify(id, Map.of()), INVALID_ARGUMENT, "mutable_parameters");
    assertThat(directory().mode()).isEqualTo(0777);
  }

  @Test
  void aVolumeThatIsNotThereIsNotFound() {
    Map<String, String> parameters = Map.of("mountPermissions", "0700");
    Requests.assertRefused(() -> modify("by-hand", parameters), NOT_FOUND, "by-hand");
    String id = create(Requests.create("a"));
    plugin.controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
    Requests.assertRefused(() -> modify(id, parameters), NOT_FOUND, id);
  }
}
