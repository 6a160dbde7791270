// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.efc.client.fixture.ChildClient;
import org.efc.common.vital.FailStop;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FuseMount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request whose code ends the client, each time it is sent. */
class CrashLoopTest {
  private static final int KILLS = 20;

  @TempDir Path state;
  @TempDir Path source;
  private FuseMount mount;

  @BeforeEach
  void mount() throws IOException {
    mount = FuseMount.mount();
    Files.writeString(source.resolve("innocent"), "innocent\n");
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private ChildClient start() throws IOException {
    return ChildClient.start(
        DeadlyNamesMain.class, "deadly", mount.device(), state, source.toUri().toString());
  }

  private static void awaitServing(ChildClient client) {
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.ask("status").contains("state=serving"));
  }

  private Command stat(String name) throws IOException {
    return Command.start("cd $1 && stat -c %n " + name + " 2>&1", mount.directory());
  }

  @ParameterizedTest
  @ValueSource(strings = {"throws", "misleads"})
  void aRequestWhoseCodeThrewTwiceGetsEioFromTheThirdClient(String name) throws Exception {
    ChildClient first = start();
    awaitServing(first);
    try (Command caller = stat(name);
        Command other = Command.start("cat $1/innocent", mount.directory())) {
      assertThat(first.awaitExit()).isEqualTo(FailStop.EXIT_STATUS);
      assertThat(start().awaitExit()).isEqualTo(FailStop.EXIT_STATUS);
      refusedBy(caller, "LOOKUP 1 ");
      assertThat(other.finish().output()).isEqualTo("innocent\n");
    }
  }

  @Test
  void aRequestThatRanInTwoCrashesGetsEioFromTheThirdClient() throws Exception {
    ChildClient first = start();
    awaitServing(first);
    try (Command caller = stat("crashes")) {
      crashed(first);
      crashed(start());
      refusedBy(caller, "LOOKUP 1 ");
    }
  }

  /** As the session manager notes it. */
  private void crashed(ChildClient client) throws Exception {
    assertThat(client.awaitExit()).as("status of SIGABRT").isEqualTo(134);
    Files.writeString(
        state.resolve("crashes"),
        client.pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void refusedBy(Command caller, String request) throws Exception {
    ChildClient third = start();
    assertThat(caller.finish().output()).contains("Input/output error");
    awaitServing(third);
    assertThat(third.ask("status")).contains("\npoisoned=" + request);
    assertThat(third.log()).contains("ended while they ran the code of " + request);
    third.kill();
    try (ChildClient fourth = start()) {
      awaitServing(fourth);
      assertThat(fourth.ask("status")).contains("\npoisoned=" + request);
      assertThat(Command.run("cat $1/innocent", mount.directory()).output())
          .isEqualTo("innocent\n");
    }
  }

  @Test
  void aRequestThatRanWhenTwentyClientsWereKilledIsServedAtLast() throws Exception {
    Files.writeString(source.resolve("waits"), "");
    Files.writeString(state.resolve("hold"), "");
    ChildClient client = start();
    try (Command caller = stat("waits")) {
      for (int kill = 0; kill < KILLS; kill++) {
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(state.resolve("held")));
        client.kill();
        Files.delete(state.resolve("held"));
        client = start();
      }
      Files.delete(state.resolve("hold"));
      assertThat(caller.finish().output()).isEqualTo("waits\n");
      awaitServing(client);
      assertThat(client.ask("status")).doesNotContain("poisoned=");
    } finally {
      client.close();
    }
  }
}
