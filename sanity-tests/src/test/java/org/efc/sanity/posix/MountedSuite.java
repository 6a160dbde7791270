// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import csi.v1.Csi.CapacityRange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.PrivateDirectory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs a suite on a native directory (the control, once) and on a volume of each backend, and fails
 * for what fails on the mount alone. The volumes are published over CSI, because that is how a pod
 * gets them: by a quota'd directory of an export, a mount and a bind mount with the options of a
 * volume.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MountedSuite {
  private static final long CAPACITY = 64L << 30;
  private static final Path DISK = Path.of("/tmp");
  private static final Path MEMORY = Path.of("/dev/shm");

  private final Suite suite;
  private final Path parent;
  private final Path otherFileSystem;
  private Optional<List<SuiteCase>> control = Optional.empty();

  MountedSuite(Suite suite) {
    this(suite, DISK, MEMORY);
  }

  private MountedSuite(Suite suite, Path parent, Path otherFileSystem) {
    this.suite = suite;
    this.parent = parent;
    this.otherFileSystem = otherFileSystem;
  }

  /** For suites whose number of operations counts: the storage is in memory. */
  abstract static class InMemory extends MountedSuite {
    InMemory(Suite suite) {
      super(suite, MEMORY, DISK);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 100, unit = TimeUnit.MINUTES)
  void failsNowhereButWhereExpected(StorageKind kind) {
    Requirements.mounting();
    if (suite.isLong()) {
      Requirements.deep();
    }
    Optional<String> trouble = suite.unavailable();
    assumeTrue(trouble.isEmpty(), () -> suite.name() + ": " + trouble.orElse(""));
    try (World world = World.of(kind, parent)) {
      List<SuiteCase> natively = control();
      PublishedVolume volume = publish(world);
      long begin = System.nanoTime();
      List<SuiteCase> mounted = runAt(kind.toString(), volume.target());
      Duration took = Duration.ofNanos(System.nanoTime() - begin);

      Verdict verdict =
          Verdict.of(
              suite.name(), kind.toString(), took, mounted, natively, ExpectedFailures.load());
      VerdictFile.write(verdict);
      assertThat(verdict.cases()).as("cases of " + suite.name()).isNotEmpty();
      assertThat(verdict.problems())
          .as("%s on %s, and not on a native directory", suite.name(), kind)
          .isEmpty();
      // On the server's side: nfs-ganesha can't remove a device that has several names.
      delete(volume.server().resolve("t"));
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  /** At a target with a short path: a unix socket's has 107 bytes, and suites make sockets. */
  private static PublishedVolume publish(World world) {
    CsiNode csi = world.csi();
    CsiVolume volume =
        csi.createVolume(
            CsiNode.creation("v", world.storage().source())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(CAPACITY))
                .build());
    Path staging = world.node().staging("v");
    Path target = world.node().directory().resolve("m");
    csi.stage(volume, staging);
    csi.publish(volume, staging, target);
    Path server = PublishedVolume.serverSide(world.storage(), "v");
    return new PublishedVolume(csi, volume, staging, target, server);
  }

  /** Run once, before the first backend; a native directory of the file system of the storages. */
  private List<SuiteCase> control() {
    if (control.isEmpty()) {
      long begin = System.nanoTime();
      List<SuiteCase> cases = within(parent, "efc-native", at -> runAt(Place.NATIVE, at));
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      VerdictFile.write(Verdict.ofControl(suite.name(), took, cases));
      control = Optional.of(cases);
    }
    return control.get();
  }

  private List<SuiteCase> runAt(String label, Path top) {
    Path directory = made(top.resolve("t"));
    return within(
        otherFileSystem,
        "efc-other",
        elsewhere ->
            suite.run(
                new Place(
                    label, directory, elsewhere, logs(label), Boolean.getBoolean("efc.deep"))));
  }

  private Path logs(String label) {
    return made(
        Path.of(System.getProperty("efc.reports", "target"), "logs", suite.name(), label)
            .toAbsolutePath());
  }

  private static <T> T within(Path parent, String prefix, Function<Path, T> work) {
    Path directory = PrivateDirectory.create(parent, prefix);
    try {
      return work.apply(directory);
    } finally {
      delete(directory);
    }
  }

  /** Not by Java: suites leave names that are no UTF-8, and paths longer than PATH_MAX. */
  private static void delete(Path directory) {
    Program.of("rm", "-rf", "--one-file-system", directory.toString())
        .limit(Duration.ofMinutes(5))
        .run();
  }

  private static Path made(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("can't make " + directory, e);
    }
  }
}
