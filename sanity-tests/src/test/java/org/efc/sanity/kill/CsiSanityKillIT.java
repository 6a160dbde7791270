// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.CsiSanityRun;
import org.efc.sanity.GinkgoReport;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * csi-sanity while clients and the session manager are killed every second or two. csi-sanity makes
 * each call once, and kubelet does not: {@link RetryingProxy} stands between them.
 */
class CsiSanityKillIT {
  private static final Duration LIMIT = Duration.ofMinutes(12);
  private static final int KILLS = 20;
  private static final int MOST_ROUNDS = 8;
  private static final Duration PAUSE = Duration.ofMillis(1500);
  private static final int LOOKS_IN_A_PAUSE = 8;
  private static final int MORE_THAN_ENOUGH = 2000;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void everyTestPassesWithTheRetriesOfKubelet(StorageKind kind) throws IOException {
    Requirements.deep();
    long seed = Seed.ofThisRun();
    try (World world = World.of(kind)) {
      Path socket = world.node().directory().resolve("retry.sock");
      try (RetryingProxy proxy = RetryingProxy.start(socket, world.node().pluginSocket())) {
        pass(world, CsiSanityRun.prepare(world, socket), proxy, seed);
      }
      world.assertNothingLeft();
    }
  }

  /** Again and again, as often as it takes for some kills: one run is over soon. */
  private static void pass(World world, CsiSanityRun run, RetryingProxy proxy, long seed)
      throws IOException {
    String kind = world.storage().name();
    Path reports =
        Files.createDirectories(
            Path.of(System.getProperty("efc.reports", "target"), "csi-sanity-reports"));
    Path file = reports.resolve("csi-sanity-killed-" + kind + ".xml");
    long begin = System.nanoTime();
    Chaos chaos = new Chaos(new Victims(world), false, () -> 0);
    int rounds = 0;
    while (chaos.kills().size() < KILLS && rounds < MOST_ROUNDS) {
      passOnce(run, file, chaos, seed + rounds);
      rounds++;
    }
    chaos.settle();
    KillTable table =
        new KillTable(
            rounds + " times csi-sanity under kills on " + kind,
            Duration.ofNanos(System.nanoTime() - begin));
    table.kills(chaos.kills());
    table.line("  0 failed; %s; again: EFC_KILL_SEED=%d".formatted(proxy.summary(), seed));
    table.publish("kill-csi-sanity-" + kind);
    assertThat(chaos.kills()).as("kills").hasSizeGreaterThanOrEqualTo(KILLS);
    assertThat(run.pathsLeft()).as("paths that unpublish should have removed").isEmpty();
  }

  private static void passOnce(CsiSanityRun run, Path file, Chaos chaos, long seed)
      throws IOException {
    Files.deleteIfExists(file);
    CompletableFuture<Program.Outcome> done =
        CompletableFuture.supplyAsync(() -> run.execute(file, LIMIT));
    List<Component> components = List.of(Component.CLIENT, Component.SESSION_MANAGER);
    for (Schedule.Blow blow : Schedule.of(seed, MORE_THAN_ENOUGH, components, PAUSE).blows()) {
      LockSupport.parkNanos(blow.pause().toNanos());
      // Clients are there now and then only: one is looked for again and again.
      while (!done.isDone() && !chaos.strikeIfPossible(blow)) {
        LockSupport.parkNanos(blow.pause().dividedBy(LOOKS_IN_A_PAUSE).toNanos());
      }
      if (done.isDone()) {
        break;
      }
    }
    Program.Outcome outcome = done.join();
    System.out.println(outcome.out());
    assertThat(file).as("the report of csi-sanity, which said:\n%s", outcome.out()).exists();
    GinkgoReport report = GinkgoReport.read(file);
    assertThat(report.failed()).as("failed tests, seed %d", seed).isEmpty();
    assertThat(outcome.status()).as("exit status of csi-sanity").isZero();
    assertThat(report.passed()).as("passed tests").hasSizeGreaterThan(40);
  }
}
