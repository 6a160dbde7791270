// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.node.MountTable;

/** All calls that a volume sees, from CreateVolume to DeleteVolume, in their order. */
final class VolumeLife {
  private VolumeLife() {}

  /** A call that kubelet may repeat, and how many clients there are once it has succeeded. */
  record Call(String name, Runnable call, int clients) {}

  static List<Call> of(World world, String name) {
    Path staging = world.node().staging(name);
    Path target = world.node().target(name);
    CsiVolume[] volume = new CsiVolume[1];
    return List.of(
        new Call(
            "CreateVolume",
            () -> {
              CsiVolume created = world.csi().createVolume(name, world.storage().source());
              assertThat(volume[0] == null || volume[0].equals(created)).as("same volume").isTrue();
              volume[0] = created;
            },
            0),
        new Call("NodeStageVolume", () -> world.csi().stage(volume[0], staging), 1),
        new Call(
            "NodePublishVolume",
            () -> {
              world.csi().publish(volume[0], staging, target);
              assertThat(MountTable.read().at(target)).as("mounts at the target").hasSize(1);
            },
            1),
        new Call("NodeUnpublishVolume", () -> world.csi().unpublish(volume[0].id(), target), 1),
        new Call("NodeUnstageVolume", () -> world.csi().unstage(volume[0].id(), staging), 0),
        new Call("DeleteVolume", () -> world.csi().deleteVolume(volume[0].id()), 0));
  }
}
