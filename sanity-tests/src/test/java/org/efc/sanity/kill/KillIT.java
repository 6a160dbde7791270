// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.efc.sanity.Kubelet;
import org.efc.sanity.Requirements;
import org.efc.sanity.SanityException;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Applications work on a published volume while its client, the session manager, the plugin and the
 * NFS server are killed at random instants: none may see an error, and the server must have what
 * they were told. {@code EFC_KILL_SEED} repeats a schedule and what the applications do (not the
 * moments at which they meet), {@code EFC_KILLS} sets how many kills there are on each storage,
 * {@code EFC_KILL_STORAGE} leaves one of them out.
 */
class KillIT {
  private static final long USUAL = 31;
  private static final long DEEP = 500;
  private static final long CAPACITY = 8L << 30;
  private static final Duration PAUSE = Duration.ofMillis(700);
  private static final Duration GOES_ON_WITHIN = Duration.ofMinutes(1);

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void applicationsSeeNothingOfIt(StorageKind kind) throws IOException {
    Requirements.program("gcc");
    String only = System.getenv().getOrDefault("EFC_KILL_STORAGE", kind.toString());
    assumeTrue(only.equalsIgnoreCase(kind.toString()), "EFC_KILL_STORAGE is " + only);
    boolean deep = Boolean.getBoolean("efc.deep");
    long seed = Seed.ofThisRun();
    int kills = Seed.number("EFC_KILLS").orElse(deep ? DEEP : USUAL).intValue();
    System.out.printf("kill suite on %s: EFC_KILL_SEED=%d%n", kind, seed);
    try (World world = World.of(kind)) {
      PublishedVolume volume =
          PublishedVolume.bringUp(world.csi(), world.node(), world.storage(), "kill", CAPACITY);
      try (Applications applications =
          new Applications(volume.target(), world.node().directory(), seed)) {
        applications.startProber();
        applications.startPrograms();
        applications.startRealPrograms(deep);
        Victims victims = new Victims(world);
        survive(
            world,
            volume,
            applications,
            new Chaos(victims, true, applications.heartbeat()::count),
            Schedule.of(seed, kills, victims.components(), PAUSE),
            seed);
      }
      Kubelet.calls("taking down", volume::takeDown);
      world.assertNothingLeft();
    }
  }

  private static void survive(
      World world,
      PublishedVolume volume,
      Applications applications,
      Chaos chaos,
      Schedule schedule,
      long seed)
      throws IOException {
    long begin = System.nanoTime();
    try {
      for (Schedule.Blow blow : schedule.blows()) {
        chaos.strike(blow);
        applications.heartbeat().requireBeating(GOES_ON_WITHIN);
        applications.requireAlive();
      }
    } catch (SanityException e) {
      String kills = chaos.kills().stream().map(Kill::toString).collect(joining("\n  "));
      throw new SanityException(
          e.getMessage() + "\nEFC_KILL_SEED=" + seed + ", kills:\n  " + kills, e);
    }
    chaos.settle();
    applications.heartbeat().awaitMore(100, GOES_ON_WITHIN);
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    List<ApplicationReport> reports = applications.finish();
    Path scratch = Files.createDirectory(world.node().directory().resolve("verification"));
    List<String> differences = new Verification(volume.server(), scratch, reports).differences();
    Totals totals = Totals.of(reports, differences, Waiting.of(volume.target()));
    String kind = world.storage().name();
    KillTable table = new KillTable("kill suite on " + kind, took);
    table.kills(chaos.kills());
    table.stalls(chaos.kills(), reports.stream().flatMap(r -> r.stalls().stream()).toList());
    table.line("  %d applications: %s".formatted(reports.size(), totals));
    applications.missing().forEach(text -> table.line("  not there: " + text));
    table.line(
        "  again: EFC_KILL_SEED=%d EFC_KILLS=%d ./dev test --only KillIT"
            .formatted(seed, schedule.blows().size()));
    table.publish("kill-" + kind);

    SoftAssertions all = new SoftAssertions();
    String said = applications.said(reports);
    all.assertThat(totals.errors()).as("errors of applications:\n%s", said).isZero();
    all.assertThat(totals.lostLocks()).as("lost locks:\n%s", said).isZero();
    all.assertThat(totals.requestsLost()).as("requests lost:\n%s", said).isZero();
    all.assertThat(differences).as("differences on the server").isEmpty();
    all.assertThat(chaos.kills()).as("kills").hasSameSizeAs(schedule.blows());
    assertThat(totals.operations()).as("operations").isGreaterThan(schedule.blows().size() * 100L);
    all.assertAll();
  }
}
