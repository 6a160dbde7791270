// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.efc.sanity.Await;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.Processes;
import org.efc.sanity.storage.GaneshaServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a burst of large requests took of memory, a client gives back. */
@Timeout(300)
class BurstIT {
  private static final int REQUESTS = 64;
  private static final int MEBIBYTE = 1 << 20;
  private static final Duration GIVEN_BACK_WITHIN = Duration.ofMinutes(1);
  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(10);
  private static final long MORE_KIB = 8 << 10;

  /** Less than the requests' data: a burst that the client did not hold proves nothing. */
  private static final long TAKEN_KIB = 48 << 10;

  @TempDir Path programs;

  @BeforeAll
  static void requirements() {
    Requirements.mounting();
    Requirements.program("gcc");
  }

  @Test
  void memoryIsGivenBackWithinAMinute() throws IOException {
    try (World world = World.of(StorageKind.NFS)) {
      PublishedVolume volume = world.publish("burst");
      String program = CPrograms.in(programs).compile("callers");
      long client = world.node().client().pid();
      // What the first requests of each kind load is no burst's.
      Files.write(volume.target().resolve("first"), new byte[MEBIBYTE]);
      long before = pss(client);
      try (Callers all = Callers.in(volume.target(), program, REQUESTS, "w", MEBIBYTE)) {
        burst(world, all, () -> pss(client) - before > TAKEN_KIB);
        assertThat(all.returned()).isEqualTo("returned " + REQUESTS + " failed 0 left 0");
      }
      Await.until(
          "the client to have at most 8 MiB more than the " + before + " KiB before",
          GIVEN_BACK_WITHIN,
          () -> pss(client) <= before + MORE_KIB);
      System.out.printf("burst: %d KiB before, %d KiB after%n", before, pss(client));
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  /** All of them are in the client at once, as the server is stopped until they are. */
  private static void burst(World world, Callers callers, BooleanSupplier in) {
    String server = "" + ((GaneshaServer) world.storage()).pid();
    Program.of("kill", "-STOP", server).output();
    try {
      assertThat(callers.go()).isEqualTo("waiting " + REQUESTS);
      Await.until("the client to hold the requests", TAKEN_WITHIN, in);
    } finally {
      Program.of("kill", "-CONT", server).output();
    }
  }

  private static long pss(long pid) {
    return Processes.pssKib(pid).orElseThrow();
  }
}
