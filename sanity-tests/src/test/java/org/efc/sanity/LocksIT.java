// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.efc.sanity.node.Daemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** flock(2) and fcntl(2) between the processes of a node: {@code lock=local}, the default. */
@ParameterizedClass
@EnumSource(StorageKind.class)
class LocksIT {
  private static final Script SCRIPT = new Script("locks.py");
  private static final Duration SOON = Duration.ofSeconds(20);

  private static HandMount mount;

  LocksIT(StorageKind kind) {
    assertThat(kind).isNotNull(); // it says which storage is mounted: see below
  }

  @BeforeParameterizedClassInvocation
  static void mount(StorageKind kind) {
    mount = HandMount.of(kind);
  }

  @AfterParameterizedClassInvocation
  static void umount() {
    try (HandMount ending = mount) {
      ending.assertUnmounts();
    }
  }

  private static Path made(String name) throws IOException {
    return Files.createDirectory(mount.directory().resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", "fcntl", "ofd", "waiting", "deadlock", "killed"})
  void locksWorkAsNatively(String subject) throws IOException {
    assertThat(SCRIPT.sees(made(subject), subject)).isEqualTo(SCRIPT.seesNatively(subject));
  }

  @Test
  void locksAndWhoWaitsForThemOutliveTheClient() throws IOException {
    Path directory = made("outlive");
    Path held = mount.node().directory().resolve("log/held");
    Path waited = mount.node().directory().resolve("log/waited");
    try (Daemon holder = start("hold", directory, held)) {
      await(held, "held: ok ok ok");
      outlive(directory, holder, waited);
    }
  }

  private static void outlive(Path directory, Daemon holder, Path waited) {
    try (Daemon _ = start("wait", directory, waited)) {
      await(waited, "waits: now");
      for (int kill = 0; kill < 2; kill++) {
        mount.killClient();
        assertThat(SCRIPT.sees(directory, "probe"))
            .containsExactly(
                "flock: denied",
                "fcntl: denied",
                "fcntl elsewhere: ok",
                "who: write 5 5 by child",
                "ofd: denied");
      }
      assertThat(waited).content().doesNotContain("flock");
      holder.kill();
      await(waited, "flock: ok\nfcntl: ok\nofd: ok");
    }
  }

  private static Daemon start(String what, Path directory, Path log) {
    return Daemon.start("locks.py " + what, SCRIPT.command(directory, what), Map.of(), log);
  }

  private static void await(Path log, String text) {
    Await.until(
        "'" + text + "' in " + log,
        SOON,
        () -> {
          try {
            return Files.exists(log) && Files.readString(log).contains(text);
          } catch (IOException e) {
            return false;
          }
        });
  }
}
