// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.load.Journal;
import org.efc.sanity.load.Load;
import org.efc.sanity.load.LoadReport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the session manager, alone and together with what it supervises. */
class SessionManagerCrashIT {
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(30);
  private static final int SOME_OPERATIONS = 50;

  private static final boolean DEEP = Boolean.getBoolean("efc.deep");
  private static final long[] AFTER_THE_CLIENT_MILLIS =
      DEEP ? new long[] {0, 10, 40, 100, 250} : new long[] {0, 40};
  private static final long[] INTO_THE_UPGRADE_MILLIS =
      DEEP ? new long[] {50, 300, 600, 900, 1300} : new long[] {300, 900};

  @TempDir Path temp;

  private interface Crash {
    void on(World world);
  }

  @ParameterizedTest
  @EnumSource
  void applicationsGoOnWhileThereIsNone(StorageKind kind) throws IOException {
    survive(kind, world -> world.node().sessionManager().kill(), true);
  }

  @ParameterizedTest
  @EnumSource
  void aNewOneAdoptsTheLivingClientAndRestartsItWhenItDies(StorageKind kind) throws IOException {
    survive(
        kind,
        world -> {
          long served = world.node().client().pid();
          world.node().sessionManager().kill();
          world.node().startSessionManager();
          assertThat(world.node().client().pid()).as("the adopted client").isEqualTo(served);
          world.node().killClient();
        },
        false);
  }

  @ParameterizedTest
  @EnumSource
  void thePluginGivesTheDeviceBackWhenItAndTheClientAreKilledTogether(StorageKind kind)
      throws IOException {
    survive(
        kind,
        world -> {
          long client = world.node().client().pid();
          world.node().sessionManager().kill();
          ProcessHandle.of(client).ifPresent(ProcessHandle::destroyForcibly);
          world.node().startSessionManager();
        },
        false);
  }

  @ParameterizedTest
  @EnumSource
  void aRestartOfAllThreeOneAfterAnotherIsInvisible(StorageKind kind) throws IOException {
    survive(
        kind,
        world -> {
          world.node().plugin().kill();
          world.node().startPlugin();
          world.csi().probe();
          world.node().sessionManager().kill();
          world.node().startSessionManager();
          world.node().killClient();
        },
        false);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatDiesWhileItReplacesAClientIsFollowedByOneThatDoes(StorageKind kind)
      throws IOException {
    survive(
        kind,
        world -> {
          for (long millis : AFTER_THE_CLIENT_MILLIS) {
            world.node().killClient();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            world.node().sessionManager().kill();
            world.node().startSessionManager();
            world.node().client();
          }
        },
        false);
  }

  @ParameterizedTest
  @EnumSource
  void oneThatDiesDuringAnUpgradeLeavesOneClientThatServes(StorageKind kind) throws IOException {
    survive(
        kind,
        world -> {
          Path other = world.node().distribution().copyTo(temp.resolve("other"));
          for (long millis : INTO_THE_UPGRADE_MILLIS) {
            CompletableFuture<Program.Outcome> upgrade =
                CompletableFuture.supplyAsync(() -> upgrade(world, other));
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            world.node().sessionManager().kill();
            world.node().startSessionManager();
            upgrade.join();
            world.node().client();
          }
        },
        false);
  }

  private static Program.Outcome upgrade(World world, Path other) {
    return world.node().asking("upgrade", "--all", "--to=" + other).limit(GOES_ON_WITHIN).run();
  }

  private static void survive(StorageKind kind, Crash crash, boolean startAgain)
      throws IOException {
    Requirements.localOrDeep(kind);
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("sessmgr");
      try (Load reader = Load.reader(Files.createDirectory(volume.target().resolve("r")));
          Load writer = Load.writer(Files.createDirectory(volume.target().resolve("w")))) {
        reader.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        crash.on(world);
        reader.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        writer.awaitProgress(SOME_OPERATIONS, GOES_ON_WITHIN);
        LoadReport read = reader.finish(GOES_ON_WITHIN);
        LoadReport written = writer.finish(GOES_ON_WITHIN);

        assertThat(read.errors()).as("errors of the reader: %s", read.message()).isZero();
        assertThat(written.errors()).as("errors of the writer: %s", written.message()).isZero();
        assertThat(Journal.verify(volume.server().resolve("w"), written.records()).message())
            .as("the journal on the server")
            .isEmpty();
      }
      if (startAgain) {
        world.node().startSessionManager();
      }
      Kubelet.calls("taking down", volume::takeDown);
      world.assertNothingLeft();
    }
  }
}
