// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.efc.client.fixture.ChildClient;
import org.efc.common.vital.FailStop;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FuseMount;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A completion that throws in a state that nobody knows ends the process, and the next one serves.
 * The storage is a directory: its answers come on a reader thread of the device.
 */
class FailStopProcessTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  @TempDir Path state;
  @TempDir Path source;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "effect mkdir throw",
        "effect mkdir throw-error",
        "reply mkdir throw",
        "answer mkdir throw-error"
      })
  void aCompletionThatThrowsEndsTheProcessAndTheNextOneServes(String fault) throws Exception {
    try (FuseMount mount = FuseMount.mount();
        ChildClient first = start(mount, "--fail-fast")) {
      awaitServing(first);
      assertThat(first.ask("fault " + fault)).startsWith("fault=");
      try (Command application = Command.start("mkdir $1/made && echo made", mount.directory())) {
        await().atMost(SOON).until(() -> !first.isAlive());
        assertThat(first.awaitExit()).isEqualTo(FailStop.EXIT_STATUS);
        try (ChildClient second = start(mount)) {
          assertThat(application.finish().output()).isEqualTo("made\n");
          assertThat(source.resolve("made")).isDirectory();
          assertThat(second.isAlive()).isTrue();
        }
      }
    }
  }

  private ChildClient start(FuseMount mount, String... more) throws Exception {
    return ChildClient.startWithFaultPoints(mount.device(), state, source.toUri().toString(), more);
  }

  private static void awaitServing(ChildClient client) {
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.ask("status").contains("state=serving"));
  }
}
