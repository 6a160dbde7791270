// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.efc.sanity.storage.GaneshaServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that hangs is replaced; one that waits for its server is not. */
class HungIT {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(60);
  private static final Duration AWAY = Duration.ofSeconds(20);
  private static final int SOME_OPERATIONS = 50;
  private static final String HUNG_AFTER = "--hung-after=4";

  private static World world(StorageKind kind) {
    World world = World.of(kind);
    world.node().sessionManager().kill();
    world.node().startSessionManager("--standby=off", HUNG_AFTER);
    return world;
  }

  @ParameterizedTest
  @EnumSource
  void aStoppedClientIsReplacedAndItsCallersGoOn(StorageKind kind) throws IOException {
    Requirements.localOrDeep(kind);
    try (World world = world(kind)) {
      PublishedVolume volume = world.publish("hung");
      Path directory = Files.createDirectory(volume.target().resolve("d"));
      try (Load writer = Load.writer(directory)) {
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        long hung = world.node().client().pid();
        Program.of("kill", "-STOP", Long.toString(hung)).run().succeeded();
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        assertThat(world.node().client().pid()).isNotEqualTo(hung);
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        assertThat(written.errors()).as(written.message()).isZero();
      }
      String status =
          world
              .node()
              .distribution()
              .efc("status", "--socket=" + world.node().sessionManagerSocket())
              .run()
              .out();
      assertThat(status).contains("hung: for");
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  @Test
  void oneWhoseServerIsAwayIsLeftAlone() throws IOException {
    Requirements.deep();
    try (World world = world(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("away");
      Path directory = Files.createDirectory(volume.target().resolve("d"));
      GaneshaServer server = (GaneshaServer) world.storage();
      try (Load writer = Load.writer(directory)) {
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        long client = world.node().client().pid();
        server.kill();
        LockSupport.parkNanos(AWAY.toNanos());
        assertThat(world.node().client().pid()).isEqualTo(client);
        server.restart();
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        assertThat(written.errors()).as(written.message()).isZero();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
