// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files and directories of a {@code file://} volume get the modes that the application asked for,
 * also while a new client takes over: that client makes its control socket at the same moment. With
 * --deep there are a thousand upgrades.
 */
class ModesUnderUpgradeIT {
  private static final int UPGRADES = Boolean.getBoolean("efc.deep") ? 1000 : 6;
  private static final int SOME_OPERATIONS = 20;
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path temp;

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void filesAndDirectoriesGetTheModesThatWereAskedFor() {
    try (World world = World.of(StorageKind.FILE)) {
      Path another = world.node().distribution().copyTo(temp.resolve("another"));
      PublishedVolume volume = world.publish("modes");
      try (Load maker = Load.maker(volume.target())) {
        for (int i = 0; i < UPGRADES; i++) {
          String how = i % 2 == 0 ? "--to=" + another : "--rollback";
          world.node().asking("upgrade", "--all", how).limit(LIMIT).run().succeeded();
          maker.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        }
        LoadReport made = maker.finish(GOES_ON_WITHIN);
        System.out.println(
            "modes of " + made.operations() / 3 + " under " + UPGRADES + " upgrades");
        assertThat(made.errors()).as(made.message()).isZero();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
