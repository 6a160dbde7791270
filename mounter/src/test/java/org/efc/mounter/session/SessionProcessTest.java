// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.RealNode.SOON;
import static org.efc.mounter.session.StagingTest.fails;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.linux.RealMounts;
import org.efc.mounter.remote.FdKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it: socket, mounts, processes, and their sudden ends. */
@Timeout(120)
class SessionProcessTest {
  private static final MountSpec SPEC = new MountSpec("v", "file:///x", false, Map.of());
  private static final BindOptions WRITABLE = new BindOptions(false, false);

  @TempDir Path temp;
  private RealNode node;

  @BeforeEach
  void start() throws IOException {
    RealMounts.assumePossible();
    node = new RealNode(temp);
  }

  @AfterEach
  void end() {
    if (node != null) {
      node.close();
    }
  }

  private VolumeStatus status() {
    return node.client.status("v", SOON).orElseThrow();
  }

  private void stageAndPublish() {
    node.client.stage(SPEC, "/s", SOON);
    node.client.publish("v", node.target("t"), WRITABLE, SOON);
  }

  private void takeDown() {
    node.client.unpublish("v", node.target("t"), SOON);
    node.client.unstage("v", "/s", SOON);
    assertThat(node.mounts()).isZero();
    assertThat(node.clients()).isEmpty();
    assertThat(temp.resolve("state/volumes")).isEmptyDirectory();
    assertThat(temp.resolve("t")).doesNotExist();
  }

  private void awaitServing(int generation) {
    await()
        .atMost(SOON)
        .until(() -> status().generation() == generation && status().state().equals("serving"));
  }

  private static void kill(ProcessIdentity client) {
    ProcessHandle.of(client.pid()).orElseThrow().destroyForcibly();
  }

  @Test
  void volumeComesUpAndGoesAwayWithoutATrace() {
    stageAndPublish();
    assertThat(status().clientPid()).isEqualTo(node.clients().getFirst().pid());
    assertThat(node.mounts()).isEqualTo(2);
    takeDown();
  }

  @Test
  void nobodyTakesTheSocketOfALivingSessionManager() {
    SessionConfig taken = node.config;
    SessionConfig other =
        new SessionConfig(
            taken.socket(),
            temp.resolve("other-state"),
            temp.resolve("other-mnt"),
            taken.clientCommand(),
            taken.fsName(),
            taken.fsSubtype(),
            taken.stageTimeout(),
            taken.restoreTimeout(),
            taken.hungAfter(),
            taken.standby(),
            taken.clientMemory(),
            taken.maxVolumes());
    assertThatThrownBy(() -> SessionProcess.start(other))
        .hasMessageContainingAll("another session manager", taken.socket());
    node.client.ping(SOON);
    node.restart();
    node.client.ping(SOON);
  }

  @Test
  void failureOfTheClientTravelsToTheCaller() {
    MountSpec missing = new MountSpec("w", "file:///no-such", false, Map.of());
    fails(
        Kind.NO_SUCH_SOURCE,
        "file:///no-such: no such directory",
        () -> node.client.stage(missing, "/s", SOON));
    assertThat(node.mounts()).isZero();
    assertThat(node.clients()).isEmpty();
  }

  @Test
  void killedClientIsReplacedOnTheSameConnection() {
    stageAndPublish();
    String device = deviceOf("t");
    kill(node.clients().getFirst());
    awaitServing(2);
    assertThat(status().lastExit()).contains("SIGKILL");
    assertThat(deviceOf("t")).isEqualTo(device);
    assertThat(node.clients()).hasSize(1);
    takeDown();
  }

  private String deviceOf(String target) {
    return new org.efc.mounter.linux.LinuxMountTable()
        .read()
        .top(node.target(target))
        .orElseThrow()
        .describe();
  }

  @Test
  void twoRestartsAdoptTheLivingClientAndSuperviseIt() {
    stageAndPublish();
    ProcessIdentity client = node.clients().getFirst();
    for (int i = 0; i < 2; i++) {
      node.restart();
      awaitServing(1);
      assertThat(node.clients()).containsExactly(client);
      assertThat(status().clientPid()).isEqualTo(client.pid());
    }
    String device = deviceOf("t");
    kill(client);
    awaitServing(2);
    node.restart();
    awaitServing(2);
    assertThat(status().lastExit()).contains("gone; its status went");
    // The device fd came from the client itself, so the connection outlived it.
    assertThat(deviceOf("t")).isEqualTo(device);
    takeDown();
  }

  @Test
  void keeperSaysSinceWhenItHoldsAll() {
    stageAndPublish();
    node.stop();
    try (FdKeeper keeper = new FdKeeper(node.config.socket())) {
      await().during(Duration.ofMillis(700)).atMost(SOON).until(() -> !keeper.holdsAll());
      node.restart();
      await().atMost(SOON).until(keeper::holdsAll);
      assertThat(keeper.size()).isEqualTo(1);
    }
    takeDown();
  }

  @Test
  void keeperBringsADeadClientsConnectionOverARestart() {
    stageAndPublish();
    try (FdKeeper keeper = new FdKeeper(node.config.socket())) {
      await().atMost(SOON).until(() -> keeper.size() == 1);
      String device = deviceOf("t");
      node.stop();
      kill(node.clients().getFirst());
      await().atMost(SOON).until(() -> node.clients().isEmpty());
      node.restart();
      awaitServing(2);
      assertThat(deviceOf("t")).isEqualTo(device);
      assertThat(status().abnormal()).as(status().message()).isFalse();
      takeDown();
      await().atMost(SOON).until(() -> keeper.size() == 0);
    }
  }

  @Test
  void withoutAKeeperTheVolumeIsMountedAfreshAndSaysSo() {
    stageAndPublish();
    node.stop();
    kill(node.clients().getFirst());
    await().atMost(SOON).until(() -> node.clients().isEmpty());
    node.restart();
    awaitServing(2);
    await().atMost(SOON).until(() -> node.isMounted(node.target("t")));
    assertThat(status().message()).contains("mounted afresh");
    takeDown();
  }

  @Test
  void volumeOfAClientThatHangsIsTakenDownInTime() throws IOException {
    stageAndPublish();
    new ProcessBuilder("kill", "-STOP", "" + node.clients().getFirst().pid()).start();
    long start = System.nanoTime();
    takeDown();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void abortFreesAProcessThatWaitsForAClientThatServesNothing() throws Exception {
    stageAndPublish();
    Process stuck = new ProcessBuilder("stat", node.target("t") + "/file").start();
    assertThat(stuck.waitFor(300, TimeUnit.MILLISECONDS)).as("it waits").isFalse();
    node.client.abort("v", SOON);
    assertThat(stuck.waitFor(10, TimeUnit.SECONDS)).as("it has ended").isTrue();
    assertThat(new String(stuck.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .containsAnyOf("Transport endpoint is not connected", "Software caused connection abort");
    await()
        .atMost(SOON)
        .until(
            () ->
                node.client.status("v", SOON).orElseThrow().message().contains("mounted afresh 1")
                    && node.isMounted(node.target("t")));
    assertThatThrownBy(() -> node.client.abort("other", SOON)).hasMessageContaining("other");
  }

  @Test
  void secondSessionManagerOnTheSameStateIsRefused() {
    assertThatThrownBy(() -> SessionProcess.start(node.config))
        .hasMessageContaining("another session manager uses");
    node.client.ping(SOON);
  }

  @Test
  void eightConcurrentStagesMakeOneClient() {
    List<String> results =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    node.client.stage(SPEC, "/s", SOON);
                    return "ok";
                  } catch (MountException e) {
                    return e.kind().toString();
                  }
                })
            .toList();
    assertThat(results).contains("ok").isSubsetOf("ok", "PENDING");
    assertThat(node.clients()).hasSize(1);
    assertThat(node.mounts()).isEqualTo(1);
  }

  @Test
  void endsWithTheLastVolumeHoweverShortItsStay() throws InterruptedException {
    node.client.stage(SPEC, "/s", SOON);
    node.client.unstage("v", "/s", SOON);
    long start = System.nanoTime();
    node.awaitIdle();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void nobodyThereIsSaidWithTheSocketsPath() {
    node.stop();
    fails(Kind.UNAVAILABLE, node.config.socket(), () -> node.client.list(SOON));
    assertThat(Path.of(node.config.socket())).doesNotExist();
  }
}
