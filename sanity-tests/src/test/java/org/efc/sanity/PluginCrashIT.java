// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the plugin at every step of a volume's life. */
class PluginCrashIT {
  @ParameterizedTest
  @EnumSource
  void theNextIdenticalCallSucceedsAfterAKillBetweenAnyTwo(StorageKind kind) {
    try (World world = World.of(kind)) {
      for (VolumeLife.Call call : VolumeLife.of(world, "between")) {
        call.call().run();
        world.node().plugin().kill();
        world.node().startPlugin();
        call.call().run();
        assertThat(world.node().clients())
            .as("clients after %s", call.name())
            .hasSize(call.clients());
      }
      world.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVolumeServesOnWhileThereIsNoPlugin(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("alone");
      world.node().plugin().kill();

      Files.writeString(volume.target().resolve("note"), "no plugin needed");

      assertThat(volume.server().resolve("note")).hasContent("no plugin needed");
      world.node().startPlugin();
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
