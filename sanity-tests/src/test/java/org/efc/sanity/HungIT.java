// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Journal;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.efc.sanity.once.ControlSocket;
import org.efc.sanity.storage.GaneshaServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that hangs is replaced; one that waits for its server is not. */
class HungIT {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(60);

  /** With --deep ten times as long as a call waits for its reply before it connects anew. */
  private static final Duration AWAY =
      Boolean.getBoolean("efc.deep") ? Duration.ofMinutes(10) : Duration.ofSeconds(5);

  private static final Duration SAID_WITHIN = Duration.ofSeconds(30);

  private static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final Duration LOOK = Duration.ofSeconds(2);
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
    goesOnAfter(
        kind,
        world -> Program.of("kill", "-STOP", "" + world.node().client().pid()).run().succeeded(),
        "hung: for");
  }

  @ParameterizedTest
  @EnumSource
  void oneOfWhoseThreadsGoesRoundInCirclesIsReplaced(StorageKind kind) throws IOException {
    Requirements.deep();
    goesOnAfter(
        kind,
        world -> ControlSocket.of(world.node()).arm("send write spin"),
        "it computes for one request");
  }

  @ParameterizedTest
  @EnumSource
  void oneWithoutMemoryEndsAndIsReplacedAtOnce(StorageKind kind) throws IOException {
    Requirements.localOrDeep(kind);
    goesOnAfter(
        kind,
        world -> ControlSocket.of(world.node()).arm("send write heap"),
        "Java heap exhausted");
  }

  private static void goesOnAfter(StorageKind kind, Consumer<World> trouble, String said)
      throws IOException {
    try (World world = world(kind)) {
      PublishedVolume volume = world.publish("hung");
      try (Load writer = Load.writer(Files.createDirectory(volume.target().resolve("d")))) {
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        long before = world.node().client().pid();
        trouble.accept(world);
        Await.until("another client", GOES_ON_WITHIN, () -> world.node().client().pid() != before);
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        assertThat(written.errors()).as(written.message()).isZero();
        LoadReport journal = Journal.verify(volume.server().resolve("d"), written.records());
        assertThat(journal.message()).as("the journal on the server").isEmpty();
      }
      assertThat(status(world)).contains(said);
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  /** Soon it is said, and then at each look. */
  private static void isSaidToBeAwayFor(Duration time, World world) {
    Await.until("status to say it", SAID_WITHIN, () -> status(world).contains("can't reach"));
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      assertThat(status(world)).contains("can't reach");
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** What it prints; its exit status is 1 when a volume is not well. */
  private static String status(World world) {
    Program.Outcome outcome = world.node().asking("status").limit(CALL_LIMIT).run();
    assertThat(outcome.out()).as("%s", outcome).startsWith("VOLUME");
    return outcome.out();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void oneWhoseServerIsAwayIsLeftAlone() throws IOException {
    try (World world = world(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("away");
      Path directory = Files.createDirectory(volume.target().resolve("d"));
      GaneshaServer server = (GaneshaServer) world.storage();
      try (Load writer = Load.writer(directory)) {
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        long client = world.node().client().pid();
        server.kill();
        isSaidToBeAwayFor(AWAY, world);
        assertThat(world.node().client().pid()).isEqualTo(client);
        server.restart();
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        assertThat(status(world)).doesNotContain("can't reach");
        LoadReport written = writer.finish(GOES_ON_WITHIN);
        assertThat(written.errors()).as(written.message()).isZero();
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }
}
