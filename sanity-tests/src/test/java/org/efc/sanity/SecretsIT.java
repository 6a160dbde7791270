// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import csi.v1.Csi.DeleteVolumeRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.efc.sanity.csi.Capabilities;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.node.Processes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A secret given in any secrets map is found nowhere: not in argv, environment, logs or state. */
class SecretsIT {

  @ParameterizedTest
  @EnumSource
  void aSecretStaysInMemory(StorageKind kind) throws IOException {
    String marker = "s3cr3t" + UUID.randomUUID().toString().replace("-", "");
    Map<String, String> secrets = Map.of("password", marker, "token", marker + "-token");
    try (World world = World.of(kind)) {
      CsiNode csi = world.csi();
      CsiVolume volume =
          csi.createVolume(
              CsiNode.creation("secret", world.storage().source()).putAllSecrets(secrets).build());
      Path staging = world.node().staging("secret");
      Path target = world.node().target("secret");
      csi.node().nodeStageVolume(CsiNode.staging(volume, staging, secrets).build());
      csi.node()
          .nodePublishVolume(
              CsiNode.publishing(volume, staging, target).putAllSecrets(secrets).build());
      csi.controller()
          .validateVolumeCapabilities(
              ValidateVolumeCapabilitiesRequest.newBuilder()
                  .setVolumeId(volume.id())
                  .addVolumeCapabilities(Capabilities.shared())
                  .putAllSecrets(secrets)
                  .build());
      csi.controller()
          .controllerExpandVolume(
              ControllerExpandVolumeRequest.newBuilder()
                  .setVolumeId(volume.id())
                  .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(2L << 30))
                  .putAllSecrets(secrets)
                  .build());
      // Refusals are logged too: one with a bad field next to the secret.
      refused(
          () ->
              csi.createVolume(
                  CsiNode.creation("", world.storage().source()).putAllSecrets(secrets).build()));
      refused(
          () ->
              csi.node()
                  .nodeStageVolume(
                      CsiNode.staging(volume, staging, secrets).clearVolumeCapability().build()));

      assertThat(placesOf(marker, world)).isEmpty();

      csi.unpublish(volume.id(), target);
      csi.unstage(volume.id(), staging);
      csi.controller()
          .deleteVolume(
              DeleteVolumeRequest.newBuilder()
                  .setVolumeId(volume.id())
                  .putAllSecrets(secrets)
                  .build());
      world.assertNothingLeft();
      assertThat(placesOf(marker, world)).isEmpty();
    }
  }

  private static void refused(Runnable call) {
    try {
      call.run();
      throw new AssertionError("should have been refused");
    } catch (StatusRuntimeException e) {
      assertThat(e.getMessage()).doesNotContain("s3cr3t");
    }
  }

  private static List<String> placesOf(String marker, World world) throws IOException {
    List<String> places = new ArrayList<>();
    for (Processes.Seen process : Processes.all().toList()) {
      for (String file : List.of("cmdline", "environ")) {
        if (contains(Path.of("/proc/" + process.pid(), file), marker)) {
          places.add(file + " of " + process);
        }
      }
    }
    // Logs, state and whatever else the processes wrote; -xdev keeps out of the mounts.
    String everyFile = "find '" + world.node().directory() + "' -xdev -type f";
    for (String file : Program.shell(everyFile).output().lines().toList()) {
      if (contains(Path.of(file), marker)) {
        places.add(file);
      }
    }
    return places;
  }

  private static boolean contains(Path file, String marker) {
    try {
      return new String(Files.readAllBytes(file), ISO_8859_1).contains(marker);
    } catch (IOException e) {
      return false; // a process that has gone meanwhile
    }
  }
}
