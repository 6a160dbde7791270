// SPDX-License-Identifier: Apache-2.0
package org.efc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.client.fixture.ChildClient;
import org.efc.fuse.fixture.Command;
import org.efc.fuse.fixture.FuseMount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client as a process: killed, started again, asked, stopped. Its source is a directory. */
class ClientProcessTest {
  @TempDir Path state;
  @TempDir Path source;
  private FuseMount mount;

  @BeforeEach
  void mount() throws IOException {
    mount = FuseMount.mount();
  }

  @AfterEach
  void unmount() throws IOException {
    mount.close();
  }

  private ChildClient start(String... more) throws IOException {
    return ChildClient.start(mount.device(), state, source.toUri().toString(), more);
  }

  private static void awaitServing(ChildClient client) {
    await()
        .ignoreExceptions()
        .atMost(Duration.ofSeconds(20))
        .until(() -> client.ask("status").contains("state=serving"));
  }

  @Test
  void applicationsSeeNoErrorWhileItIsKilledUnderThem() throws Exception {
    String job =
        """
        cd $1 || exit 1
        mkdir d || exit 1
        (i=0; while [ $i -lt 300 ]; do
          echo "line $i" >> log || echo "append $i failed"
          echo $i > d/a || echo "create $i failed"
          mkdir d/m || echo "mkdir $i failed"
          mv d/a d/m/b || echo "rename $i failed"
          ln d/m/b d/c || echo "link $i failed"
          [ "$(cat d/c)" = $i ] || echo "content $i is wrong"
          rm d/c d/m/b || echo "unlink $i failed"
          ln -s $i d/s || echo "symlink $i failed"
          [ "$(readlink d/s)" = $i ] || echo "target $i is wrong"
          rm d/s && rmdir d/m || echo "rmdir $i failed"
          i=$((i+1))
        done) 2>&1
        i=0; while [ $i -lt 300 ]; do echo "line $i"; i=$((i+1)); done | cmp - log && echo same
        """;
    ChildClient client = start("--fail-fast");
    awaitServing(client);
    try (Command application = Command.start(job, mount.directory())) {
      int kills = 0;
      while (application.isRunning() && kills < 8) {
        // A little work, then the end: not a wait for anything.
        Thread.sleep(150);
        client.kill();
        client = start();
        kills++;
      }
      assertThat(application.finish().output()).isEqualTo("same\n");
      assertThat(kills).isGreaterThan(2);
    } finally {
      client.close();
    }
  }

  @Test
  void openFilesStayOpenAcrossAKill() throws Exception {
    try (ChildClient first = start("--fail-fast")) {
      awaitServing(first);
      try (Command application =
          Command.start(
              "cd $1 && echo kept > f && echo gone > g && exec 3<> f 4< g && rm g && touch ready"
                  + " && while [ ! -e go ]; do sleep 0.02; done;"
                  + " cat <&3; cat <&4; echo more >&3; cat f; stat -L -c %h /dev/fd/4",
              mount.directory())) {
        await().until(() -> Files.exists(source.resolve("ready")));
        first.kill();
        try (ChildClient second = start()) {
          Files.createFile(source.resolve("go"));
          assertThat(application.finish().output()).isEqualTo("kept\ngone\nkept\nmore\n0\n");
          await()
              .untilAsserted(() -> assertThat(source.resolve(".efc-unlinked")).isEmptyDirectory());
          assertThat(second.ask("status")).contains("epoch=2\n");
        }
      }
    }
  }

  @Test
  void whatWasKeptForADeadApplicationIsSweptAtTheNextStart() throws Exception {
    try (ChildClient first = start("--fail-fast")) {
      awaitServing(first);
      Command application =
          Command.start(
              "cd $1 && echo x > f && exec 3< f && rm f && touch ready && sleep 30",
              mount.directory());
      await().until(() -> Files.exists(source.resolve("ready")));
      first.kill();
      application.kill();
    }
    try (ChildClient second = start()) {
      awaitServing(second);
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(source.resolve(".efc-unlinked")).isEmptyDirectory());
    }
  }

  @Test
  void stopEndsItAndTheMountLivesOn() throws Exception {
    try (ChildClient first = start("--fail-fast")) {
      awaitServing(first);
      Command.output("echo x > $1/f", mount.directory());
      assertThat(first.ask("stop")).isEqualTo("drained=true\n");
      assertThat(first.awaitExit()).isZero();
    }
    try (Command reader = Command.start("cat $1/f", mount.directory())) {
      try (ChildClient second = start()) {
        assertThat(reader.finish().output()).isEqualTo("x\n");
        awaitServing(second);
      }
    }
  }

  @Test
  void endsWithZeroWhenUnmounted() throws Exception {
    try (ChildClient client = start("--fail-fast")) {
      awaitServing(client);
      mount.unmount();
      assertThat(client.awaitExit()).isZero();
    }
  }

  @Test
  void anotherClientIsRefusedWhileOneServes() throws Exception {
    try (ChildClient first = start("--fail-fast")) {
      awaitServing(first);
      try (ChildClient second = start("--fail-fast")) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(Files.readString(state.resolve("failure"))).contains("another client");
      }
      assertThat(Command.output("echo x > $1/f && cat $1/f", mount.directory())).isEqualTo("x\n");
    }
  }

  @Test
  void answersItsControlSocket() throws Exception {
    try (ChildClient client = start("--fail-fast")) {
      awaitServing(client);
      Command.output("echo x > $1/f && cat $1/f", mount.directory());
      assertThat(client.ask("status"))
          .contains("pid=" + client.pid() + "\n", "epoch=1\n", "volume=child\n", "inflight=")
          .contains("requests=");
      assertThat(client.ask("metrics"))
          .contains("efc_fuse_requests_total{op=\"lookup\"}")
          .containsPattern("efc_adoption_seconds\\{step=\"resend\"} [0-9]")
          .containsPattern("efc_adoption_seconds\\{step=\"answer\"} [0-9]");
      assertThat(client.ask("statfs")).contains("total_bytes=", "free_files=");
      assertThat(client.ask("threads")).contains("fuse-reader-0");
      assertThat(client.ask("reload-quota")).isEqualTo("capacity_bytes=\n");
      Files.writeString(source.resolve(".efc-volume"), "version=1\ncapacity=1048576\n");
      assertThat(client.ask("reload-quota")).isEqualTo("capacity_bytes=1048576\n");
      assertThat(client.ask("statfs")).contains("total_bytes=1048576\n");
      Files.writeString(source.resolve(".efc-volume"), "version=1\ncapacity=-3\n");
      assertThat(client.ask("reload-quota")).startsWith("error=").contains("-3");
      assertThat(client.ask("fault send mkdir"))
          .startsWith("error=")
          .contains("-Defc.fault-points=true");
      assertThat(client.ask("nonsense")).startsWith("error=").contains("status, metrics");
    }
  }

  @Test
  void waitsForASourceThatIsAwayUnlessItIsToFailFast() throws Exception {
    Path later = source.resolve("later");
    String uri = later.toUri().toString();
    try (ChildClient client = ChildClient.start(mount.device(), state, uri, "--fail-fast")) {
      assertThat(client.awaitExit()).isEqualTo(11);
      assertThat(Files.readString(state.resolve("failure"))).contains(later.toString());
    }
    try (ChildClient client = ChildClient.start(mount.device(), state, uri);
        Command reader = Command.start("cat $1/f", mount.directory())) {
      await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.ask("status").contains("failure="));
      assertThat(client.ask("status")).contains("state=connecting");
      assertThat(client.ask("statfs")).startsWith("error=");
      assertThat(reader.isRunning()).isTrue();
      Files.createDirectory(later);
      Files.writeString(later.resolve("f"), "there\n");
      assertThat(reader.finish().output()).isEqualTo("there\n");
    }
  }

  @Test
  void aCallerThatWaitsForAnAbsentSourceCanBeKilled() throws Exception {
    String uri = source.resolve("never").toUri().toString();
    try (ChildClient client = ChildClient.start(mount.device(), state, uri)) {
      await()
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(20))
          .until(() -> client.ask("status").contains("failure="));
      try (Command reader = Command.start("exec cat $1/f", mount.directory())) {
        await().until(() -> mount.waiting() > 0);
        reader.kill();
      }
      await().until(() -> mount.waiting() == 0);
    }
  }

  @Test
  void refusesBadOptionsByName() throws Exception {
    try (ChildClient client = start("--option", "atrr-ttl=3s")) {
      assertThat(client.awaitExit()).isEqualTo(2);
      assertThat(Files.readString(state.resolve("failure")))
          .contains("atrr-ttl", "attr-ttl, entry-ttl");
    }
  }

  @Test
  void stateOfAnotherVolumeIsRefused() throws Exception {
    try (ChildClient client = start("--fail-fast")) {
      awaitServing(client);
    }
    try (ChildClient client =
        ChildClient.startVolume(
            "other", mount.device(), state, source.toUri().toString(), "--fail-fast")) {
      assertThat(client.awaitExit()).isEqualTo(1);
      assertThat(Files.readString(state.resolve("failure"))).contains("another volume");
    }
  }
}
