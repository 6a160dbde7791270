// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.sanity.once.HeldChange.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.efc.sanity.Await;
import org.efc.sanity.HandMount;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.node.Processes;
import org.efc.sanity.storage.GaneshaServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A change is cut by kill -9 of the client right after its effect, and before there is another
 * client the NFS server is killed and is back: no connection is refused or lost, and yet the server
 * knows nothing of the change any more. Applications must not see that.
 */
class ForgetfulServerIT {
  private static final Set<Change> USUAL =
      EnumSet.of(Change.MKDIR, Change.CREATE_O_EXCL, Change.UNLINK, Change.RENAME);

  /** nfs-ganesha's write verifier is the second in which it began. */
  private static final Duration VERIFIER_LASTS = Duration.ofMillis(1100);

  private static GaneshaServer server;
  private static long serverBegan;
  private static HandMount mount;

  static Stream<Change> changes() {
    boolean all = Boolean.getBoolean("efc.deep");
    return Arrays.stream(Change.values()).filter(change -> all || USUAL.contains(change));
  }

  @BeforeAll
  static void mount() throws IOException {
    Requirements.program("python3");
    Requirements.mounting();
    server = GaneshaServer.start();
    serverBegan = System.nanoTime();
    mount = HandMount.of(server);
    // A server is known again by what it says of written files.
    Files.writeString(mount.directory().resolve("written"), "text");
  }

  @AfterAll
  static void umount() {
    try (HandMount ending = mount) {
      ending.assertUnmounts();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aServerThatForgetsUnseenIsNotBelieved(Change change) throws Exception {
    Await.until(
        "another second", SOON, () -> System.nanoTime() - serverBegan > VERIFIER_LASTS.toNanos());
    HeldChange held = HeldChange.at(mount, change, Instant.EFFECT, "forgotten-" + change);
    long client = mount.client().pid();
    withoutSessionManager(
        () -> {
          held.release();
          Await.until("the client to be gone", SOON, () -> !Processes.lives(client));
          server.kill();
          server.restart();
          serverBegan = System.nanoTime();
        });
    assertThat(held.outcome()).isEqualTo(change.alone());
  }

  private interface Action {
    void run() throws IOException;
  }

  /** It is stopped meanwhile, so that it starts no other client. */
  private static void withoutSessionManager(Action action) throws IOException {
    String pid = "" + mount.node().sessionManager().pid();
    Program.of("kill", "-STOP", pid).output();
    try {
      action.run();
    } finally {
      Program.of("kill", "-CONT", pid).output();
    }
  }
}
