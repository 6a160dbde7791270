// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.storage.GaneshaServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The server is stopped (SIGSTOP): it takes what is sent, and answers nothing. Who waits for it can
 * be killed, however many wait, and the volume can be taken from the pod.
 */
@Timeout(300)
class StoppedServerIT {
  private static final Duration DIES_WITHIN = Duration.ofSeconds(1);

  /** Kubelet gives a call two minutes. */
  private static final Duration UNPUBLISHED_WITHIN = Duration.ofSeconds(60);

  private static final int MEBIBYTE = 1 << 20;

  @TempDir Path programs;

  @BeforeAll
  static void requirements() {
    Requirements.mounting();
    Requirements.program("gcc");
  }

  private String program() {
    return CPrograms.in(programs).compile("callers");
  }

  private static void signal(World world, String name) {
    Program.of("kill", name, "" + ((GaneshaServer) world.storage()).pid()).output();
  }

  /**
   * The last one has more data in its WRITEs than a client keeps of requests that wait for their
   * turn.
   */
  @ParameterizedTest
  @CsvSource({"80, sor, 4096", "1000, sorw, 4096", "80, sorw, 1048576", "200, w, 1048576"})
  void whoWaitsForItDiesWithinASecondOfTheKill(int count, String kinds, int bytes)
      throws IOException {
    try (World world = World.of(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("stopped");
      long client = world.node().client().pid();
      try (Callers callers = Callers.in(volume.target(), program(), count, kinds, bytes)) {
        signal(world, "-STOP");
        assertThat(callers.go()).isEqualTo("waiting " + count);
        Callers.Killed killed = callers.kill();
        System.out.printf("%d callers (%s, %d bytes): %s%n", count, kinds, bytes, killed);
        assertThat(killed.left()).as("not killed: %s", killed).isZero();
        assertThat(killed.ended()).isEqualTo(count);
        assertThat(killed.slowest()).isLessThan(DIES_WITHIN);
      } finally {
        signal(world, "-CONT");
      }
      works(volume);
      assertThat(world.node().client().pid()).as("the client is the same").isEqualTo(client);
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  private static void works(PublishedVolume volume) throws IOException {
    Path file = volume.target().resolve("after");
    Files.writeString(file, "it works");
    assertThat(volume.server().resolve("after")).hasContent("it works");
    assertThat(volume.target().resolve("caller-0")).exists();
  }

  /** Whoever is not killed has what was asked, once the server goes on. */
  @Test
  void whoWaitsOnIsAnsweredWhenItGoesOn() throws IOException {
    try (World world = World.of(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("goes-on");
      int count = 200;
      try (Callers callers = Callers.in(volume.target(), program(), count, "wwsor", MEBIBYTE)) {
        signal(world, "-STOP");
        try {
          assertThat(callers.go()).isEqualTo("waiting " + count);
        } finally {
          signal(world, "-CONT");
        }
        assertThat(callers.returned()).isEqualTo("returned " + count + " failed 0 left 0");
      }
      for (int i = 0; i < count; i += 5) {
        assertThat(Files.size(volume.server().resolve("caller-" + i))).isEqualTo(MEBIBYTE);
      }
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  @Test
  void aVolumeIsUnpublishedMeanwhile() throws IOException {
    try (World world = World.of(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("unpublished");
      try (Callers callers = Callers.in(volume.target(), program(), 80, "sor", 4096)) {
        signal(world, "-STOP");
        assertThat(callers.go()).isEqualTo("waiting 80");
        volume.csi().within(UNPUBLISHED_WITHIN).unpublish(volume.volume().id(), volume.target());
        assertThat(volume.target()).doesNotExist();
        Callers.Killed killed = callers.kill();
        assertThat(killed.left()).as("not killed: %s", killed).isZero();
        assertThat(killed.slowest()).isLessThan(DIES_WITHIN);
        volume.csi().within(UNPUBLISHED_WITHIN).unstage(volume.volume().id(), volume.staging());
      } finally {
        signal(world, "-CONT");
      }
      volume.csi().deleteVolume(volume.volume().id());
      world.assertNothingLeft();
    }
  }
}
