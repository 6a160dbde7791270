// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.efc.mounter.linux.ProcessIdentity;
import org.efc.mounter.process.FakeProcessRunner.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSupervisorTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMillis(1));

  @TempDir Path temp;
  private final FakeProcessRunner runner = new FakeProcessRunner();
  private final BackgroundTasks tasks = new BackgroundTasks();
  private final List<Integer> generations = Collections.synchronizedList(new ArrayList<>());
  private final List<ExitReason> replacements = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failovers = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean restart = true;
  private volatile Runnable duringLaunch = () -> {};
  private volatile boolean connected = true;

  @AfterEach
  void stopTasks() {
    tasks.close();
    runner.started().forEach(client -> client.end(new ExitReason.Exited(0)));
  }

  private ClientSupervisor supervisor() {
    return new ClientSupervisor(
        "v",
        0,
        runner,
        failFast -> {
          duringLaunch.run();
          return new Launch(
              failFast
                  ? List.of("client", "--state-dir", temp.toString(), "--fail-fast")
                  : List.of("client", "--state-dir", temp.toString()),
              Map.of(),
              temp.resolve("client.log"),
              Optional.empty(),
              Optional.empty());
        },
        new ClientControl(temp.resolve("control.sock")),
        POLICY,
        tasks,
        new ClientListener() {
          @Override
          public void launched(ProcessIdentity process, int generation) {
            generations.add(generation);
          }

          @Override
          public boolean isConnected() {
            return connected;
          }

          @Override
          public boolean ended(ExitReason reason) {
            return restart;
          }

          @Override
          public void replaced(ExitReason reason) {
            replacements.add(reason);
          }

          @Override
          public void served(int generation, ExitReason reason, Duration stall) {
            assertThat(stall).isPositive();
            failovers.add(generation + " " + reason.cause());
          }
        });
  }

  private ClientSupervisor serving() throws Exception {
    ClientSupervisor supervisor = supervisor();
    supervisor.start(true);
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    return supervisor;
  }

  @Test
  void servesWhenTheClientSaysSo() throws Exception {
    ClientSupervisor supervisor = serving();
    assertThat(supervisor.snapshot().state()).isEqualTo(ClientState.SERVING);
    assertThat(supervisor.snapshot().generation()).isEqualTo(1);
    assertThat(supervisor.snapshot().lastExit()).isEmpty();
  }

  @Test
  void startsTheNextClientAtOnceAndCountsIt() throws Exception {
    ClientSupervisor supervisor = serving();
    runner.last().end(new ExitReason.Signaled(9, false));
    await().atMost(SOON).until(() -> runner.started().size() == 2);
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    assertThat(supervisor.snapshot().generation()).isEqualTo(2);
    assertThat(supervisor.snapshot().lastExit()).contains(new ExitReason.Signaled(9, false));
    assertThat(generations).containsExactly(1, 2);
    await().atMost(SOON).untilAsserted(() -> assertThat(failovers).containsExactly("1 killed"));
    assertThat(runner.last().launch().command()).doesNotContain("--fail-fast");
  }

  @Test
  void goesOnWhenClientsKeepDying() throws Exception {
    ClientSupervisor supervisor = serving();
    for (int i = 1; i <= 8; i++) {
      int count = i;
      runner.last().end(new ExitReason.Exited(1));
      await().atMost(SOON).until(() -> runner.started().size() == count + 1);
    }
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    assertThat(runner.living()).isEqualTo(1);
  }

  @Test
  void goesOnWhenNoProcessCanBeStarted() throws Exception {
    ClientSupervisor supervisor = serving();
    runner.refuse(true);
    runner.last().end(new ExitReason.Exited(1));
    await()
        .atMost(SOON)
        .until(
            () -> supervisor.snapshot().lastExit().orElseThrow() instanceof ExitReason.NotStarted);
    runner.refuse(false);
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    // One failover, for what began it.
    await().atMost(SOON).untilAsserted(() -> assertThat(failovers).containsExactly("1 exited"));
  }

  @Test
  void timesWithoutAProcessGrowLongerEvenAfterALongService() throws Exception {
    ClientSupervisor supervisor = serving();
    runner.refuse(true);
    long start = System.nanoTime();
    int before = runner.attempts();
    runner.last().end(new ExitReason.Exited(1));
    await().atMost(SOON).until(() -> runner.attempts() >= before + 6);
    // 0, 10, 20, 40, 40 and 40 ms: never a loop that burns a processor.
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(140));
    supervisor.retire();
  }

  @Test
  void firstStartThatFailsIsToldAndNotRepeated() throws Exception {
    runner.behave(Behaviour.UNREACHABLE);
    ClientSupervisor supervisor = supervisor();
    supervisor.start(true);
    assertThat(supervisor.awaitServing(SOON)).contains(new ExitReason.Exited(10));
    assertThat(supervisor.snapshot().state()).isEqualTo(ClientState.STOPPED);
    assertThat(runner.started()).hasSize(1);
  }

  @Test
  void waitEndsWithTheDeadlineWhileTheClientConnects() {
    runner.behave(Behaviour.CONNECT);
    ClientSupervisor supervisor = supervisor();
    supervisor.start(false);
    assertThatThrownBy(() -> supervisor.awaitServing(Duration.ofMillis(100)))
        .isInstanceOf(TimeoutException.class);
    assertThat(supervisor.snapshot().state()).isEqualTo(ClientState.STARTING);
  }

  @Test
  void expectedEndIsNotFollowedByAnother() throws Exception {
    ClientSupervisor supervisor = serving();
    supervisor.retire();
    runner.last().end(new ExitReason.Exited(0));
    assertThat(supervisor.snapshot().state()).isEqualTo(ClientState.STOPPED);
    assertThat(runner.started()).hasSize(1);
  }

  @Test
  void resumeAfterAnEndStartsAnother() throws Exception {
    ClientSupervisor supervisor = serving();
    supervisor.retire();
    runner.last().end(new ExitReason.Exited(0));
    supervisor.resume();
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    assertThat(runner.started()).hasSize(2);
  }

  @Test
  void resumeWithoutAnEndKeepsTheClientAndWatchesIt() throws Exception {
    ClientSupervisor supervisor = serving();
    supervisor.retire();
    supervisor.resume();
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    assertThat(runner.started()).hasSize(1);
    runner.last().end(new ExitReason.Exited(1));
    await().atMost(SOON).until(() -> runner.started().size() == 2);
  }

  @Test
  void stopAsksBeforeItSignals() throws Exception {
    ClientSupervisor supervisor = serving();
    supervisor.stop(SOON);
    assertThat(runner.last().signals()).isEmpty();
    assertThat(supervisor.snapshot().lastExit()).contains(new ExitReason.Exited(0));
    assertThat(supervisor.snapshot().pid()).isZero();
  }

  @Test
  void listenerMayForbidAnotherClient() throws Exception {
    ClientSupervisor supervisor = serving();
    restart = false;
    runner.last().end(new ExitReason.Exited(0));
    await().atMost(SOON).until(() -> supervisor.snapshot().state() == ClientState.STOPPED);
    assertThat(runner.started()).hasSize(1);
  }

  private void awaitStarted(int clients) {
    await().atMost(SOON).until(() -> runner.started().size() == clients);
  }

  /** One that has served for long enough, and whose end has begun. */
  private ClientSupervisor dying() throws Exception {
    ClientSupervisor supervisor = serving();
    TimeUnit.NANOSECONDS.sleep(2 * POLICY.stable().toNanos());
    runner.last().beginToEnd();
    if (connected) {
      awaitStarted(2);
    }
    return supervisor;
  }

  @Test
  void theNextIsLaunchedWhenTheEndBegins() throws Exception {
    ClientSupervisor supervisor = dying();
    assertThat(runner.started()).hasSize(2);
    assertThat(generations).containsExactly(1);
    runner.started().getFirst().end(new ExitReason.Signaled(9, false));
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    await().atMost(SOON).untilAsserted(() -> assertThat(failovers).containsExactly("1 killed"));
    await().atMost(SOON).untilAsserted(() -> assertThat(generations).containsExactly(1, 2));
    assertThat(supervisor.snapshot().generation()).isEqualTo(2);
    assertThat(supervisor.snapshot().lastExit()).contains(new ExitReason.Signaled(9, false));
    assertThat(runner.started()).hasSize(2);
    assertThat(runner.living()).isEqualTo(1);
    runner.last().end(new ExitReason.Exited(1));
    await().atMost(SOON).until(() -> runner.started().size() == 3);
  }

  @Test
  void oneLaunchedEarlyThatEndedIsFollowedByAnother() throws Exception {
    ClientSupervisor supervisor = dying();
    runner.last().end(new ExitReason.Exited(1));
    runner.started().getFirst().end(new ExitReason.Signaled(9, false));
    awaitStarted(3);
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    assertThat(runner.living()).isEqualTo(1);
  }

  @Test
  void oneLaunchedEarlyForAVolumeThatIsToEndIsKilled() throws Exception {
    ClientSupervisor supervisor = dying();
    supervisor.retire();
    await()
        .atMost(SOON)
        .until(() -> runner.last().signals().equals(List.of(ClientProcess.SIGKILL)));
    runner.started().getFirst().end(new ExitReason.Exited(0));
    assertThat(supervisor.snapshot().state()).isEqualTo(ClientState.STOPPED);
    assertThat(runner.living()).isZero();
  }

  @Test
  void oneLaunchedEarlyIsKilledWhenNoneIsWanted() throws Exception {
    ClientSupervisor supervisor = dying();
    restart = false;
    runner.started().getFirst().end(new ExitReason.Exited(0));
    await().atMost(SOON).until(() -> supervisor.snapshot().state() == ClientState.STOPPED);
    assertThat(runner.started()).hasSize(2);
    assertThat(runner.living()).isZero();
  }

  @Test
  void noneIsLaunchedEarlyWithoutAConnection() throws Exception {
    connected = false;
    dying();
    await().during(Duration.ofMillis(50)).until(() -> runner.started().size() == 1);
  }

  @Test
  void anUpgradeOfOneThatEndsIsRefused() throws Exception {
    ClientSupervisor supervisor = dying();
    ClientProcess other = runner.last();
    assertThatThrownBy(() -> supervisor.expectUpgrade(other))
        .isInstanceOf(UpgradeRefusedException.class)
        .hasMessageContaining("ending");
  }

  @Test
  void oneThatWasResumedIsFollowedByOneOnly() throws Exception {
    ClientSupervisor supervisor = serving();
    supervisor.retire();
    supervisor.resume();
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
    TimeUnit.NANOSECONDS.sleep(2 * POLICY.stable().toNanos());
    runner.last().beginToEnd();
    awaitStarted(2);
    await().during(Duration.ofMillis(50)).until(() -> runner.started().size() == 2);
  }

  @Test
  void aLaunchThatFailsWhileItsVolumeIsTornDownIsNotRepeated() {
    runner.refuse(true);
    ClientSupervisor supervisor = supervisor();
    duringLaunch =
        () -> {
          duringLaunch = () -> {};
          supervisor.retire();
        };
    supervisor.start(false);
    await()
        .during(Duration.ofMillis(200))
        .atMost(SOON)
        .until(() -> runner.attempts() == 1 && isStopped(supervisor));
  }

  private static boolean isStopped(ClientSupervisor supervisor) {
    return supervisor.snapshot().state() == ClientState.STOPPED;
  }

  @Test
  void aClientThatIsLaunchedWhileItsVolumeIsTornDownIsStopped() {
    ClientSupervisor supervisor = supervisor();
    duringLaunch = supervisor::retire;
    supervisor.start(false);
    assertThat(runner.living()).isEqualTo(1);
    supervisor.stop(SOON);
    assertThat(runner.living()).isZero();
    assertThat(isStopped(supervisor)).isTrue();
  }

  @Test
  void nobodyWaitsForALaunchToSeeTheState() throws Exception {
    ClientSupervisor supervisor = supervisor();
    CountDownLatch inLaunch = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    duringLaunch =
        () -> {
          inLaunch.countDown();
          try {
            assertThat(goOn.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        };
    Thread starter = Thread.ofPlatform().start(() -> supervisor.start(false));
    assertThat(inLaunch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    CompletableFuture<ClientState> seen =
        CompletableFuture.supplyAsync(() -> supervisor.snapshot().state());
    assertThat(seen).succeedsWithin(Duration.ofSeconds(2)).isEqualTo(ClientState.STARTING);
    goOn.countDown();
    starter.join();
    assertThat(supervisor.awaitServing(SOON)).isEmpty();
  }
}
