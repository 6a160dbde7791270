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
  private static final Duration PAUSE = Duration.ofMillis(1500);
  private static final int LOOKS_IN_A_PAUSE = 8;
  private static final int MORE_THAN_ENOUGH = 2000;

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
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

  private static void pass(World world, CsiSanityRun run, RetryingProxy proxy, long seed)
      throws IOException {
    String kind = world.storage().name();
    Path reports =
        Files.createDirectories(
            Path.of(System.getProperty("efc.reports", "target"), "csi-sanity-reports"));
    Path file = reports.resolve("csi-sanity-killed-" + kind + ".xml");
    long begin = System.nanoTime();
    CompletableFuture<Program.Outcome> done =
        CompletableFuture.supplyAsync(() -> run.execute(file, LIMIT));
    Chaos chaos = new Chaos(new Victims(world), false, () -> 0);
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
    chaos.settle();
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(file).as("the report of csi-sanity, which said:\n%s", outcome.out()).exists();
    GinkgoReport report = GinkgoReport.read(file);
    KillTable table = new KillTable("csi-sanity under kills on " + kind, took);
    table.kills(chaos.kills());
    table.line(
        "  %d passed, %d failed, %d skipped; %s; again: EFC_KILL_SEED=%d"
            .formatted(
                report.passed().size(),
                report.failed().size(),
                report.skipped().size(),
                proxy.summary(),
                seed));
    table.publish("kill-csi-sanity-" + kind);
    System.out.println(outcome.out());
    assertThat(report.failed()).as("failed tests, seed %d", seed).isEmpty();
    assertThat(outcome.status()).as("exit status of csi-sanity").isZero();
    assertThat(report.passed()).as("passed tests").hasSizeGreaterThan(40);
    assertThat(chaos.kills()).as("kills").hasSizeGreaterThan(5);
    assertThat(run.pathsLeft()).as("paths that unpublish should have removed").isEmpty();
  }
}
