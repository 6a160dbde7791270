// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client more, which is ready before it is needed. */
class StandbyIT {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(20);
  private static final int SOME_OPERATIONS = 50;
  private static final int KILLS = 3;

  @ParameterizedTest
  @EnumSource
  void itServesTheFirstMountAndTakesOverFromEachClientThatIsKilled(StorageKind kind)
      throws IOException {
    try (World world = World.of(kind)) {
      world.node().sessionManager().kill();
      world.node().startSessionManager("--standby=on");
      Set<Long> used = new HashSet<>();
      long standby = world.node().awaitStandby(used);
      PublishedVolume volume = world.publish("standby");
      assertThat(world.node().client().pid()).as("who serves").isEqualTo(standby);
      used.add(standby);
      Path directory = Files.createDirectory(volume.target().resolve("d"));
      try (Load writer = Load.writer(directory)) {
        for (int i = 0; i < KILLS; i++) {
          writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
          standby = world.node().awaitStandby(used);
          used.add(standby);
          world.node().killClient();
          writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
          assertThat(world.node().client().pid()).as("who took over").isEqualTo(standby);
        }
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        System.out.printf("%s with a standby: %d kills, %s%n", kind, KILLS, written);
        assertThat(written.errors()).as(written.message()).isZero();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theClientThatItBecameIsAdoptedByTheNextSessionManager(StorageKind kind) {
    Requirements.localOrDeep(kind);
    try (World world = World.of(kind)) {
      world.node().sessionManager().kill();
      world.node().startSessionManager("--standby=on");
      long standby = world.node().awaitStandby(Set.of());
      PublishedVolume volume = world.publish("standby");
      world.node().sessionManager().kill();
      world.node().startSessionManager();
      assertThat(world.node().client().pid()).isEqualTo(standby);
      world.node().killClient();
      assertThat(volume.target().resolve("none")).doesNotExist();
      assertThat(world.node().client().pid()).isNotEqualTo(standby);
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
