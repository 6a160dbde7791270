// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Kubelet;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long an application waits after kill -9 of the client when nothing else runs: the prober
 * alone, and nobody waits for a disk. {@code EFC_KILL_IDLE} says how many kills, also without
 * --deep.
 */
class IdleKillsIT {
  private static final int USUAL = 100;
  private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Longer than a client must have served for the next one to be started at once. */
  private static final Duration SERVES = Duration.ofMillis(700);

  private static final Pattern LAST_EXIT =
      Pattern.compile(
          "killed by signal 9 SIGKILL, served again after (\\d+) ms, \\d+ requests resent");

  /** The session manager asks a new client whether it serves, in growing intervals. */
  private static final Duration SEEN_LATER = Duration.ofMillis(150);

  @ParameterizedTest(name = "{0}, standby {1}")
  @CsvSource({"FILE,off", "NFS,off", "FILE,on", "NFS,on"})
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void theProberGoesOnAfterEachKill(StorageKind kind, String standby) {
    Requirements.program("gcc");
    long kills =
        Seed.number("EFC_KILL_IDLE")
            .orElseGet(
                () -> {
                  Requirements.deep();
                  return (long) USUAL;
                });
    long seed = Seed.ofThisRun();
    try (World world = World.inMemory(kind)) {
      world.node().sessionManager().kill();
      world.node().startSessionManager("--standby=" + standby);
      PublishedVolume volume = world.publish("idle");
      long begin = System.nanoTime();
      try (Applications applications =
          new Applications(volume.target(), world.node().directory(), seed)) {
        applications.startProber();
        Heartbeat heartbeat = applications.heartbeat();
        Chaos chaos = new Chaos(new Victims(world), true, heartbeat::count);
        Set<Long> used = new HashSet<>();
        for (Schedule.Blow blow :
            Schedule.of(seed, (int) kills, List.of(Component.CLIENT), PAUSE).blows()) {
          if (standby.equals("on")) {
            used.add(world.node().client().pid());
            used.add(world.node().awaitStandby(used));
          }
          chaos.strike(blow.afterAll(SERVES));
        }
        heartbeat.awaitMore(100, GOES_ON_WITHIN);
        String status = status(world, "--json");
        String metrics = status(world, "--metrics");
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        ApplicationReport report = applications.finish().getFirst();
        KillTable table =
            new KillTable("idle machine, prober alone on " + kind + ", standby " + standby, took);
        table.stalls(chaos.kills(), report.stalls());
        table.publish("kill-idle-" + kind + "-standby-" + standby);
        assertThat(chaos.kills()).hasSize((int) kills);
        assertThat(report.errors()).as(applications.said(List.of(report))).isZero();
        assertIsTrue(status, chaos.kills(), report.stalls());
        assertThat(metrics)
            .containsPattern("efc_failover_stall_seconds_count\\{[^}]*} " + kills + "\n");
      }
      Kubelet.calls("taking down", volume::takeDown);
      world.assertNothingLeft();
    }
  }

  private static String status(World world, String form) {
    return world.node().asking("status", form).run().succeeded().out();
  }

  /** What `efc status` says of the kills is what was done and what the prober saw. */
  private static void assertIsTrue(String status, List<Kill> kills, List<Stall> stalls) {
    assertThat(status).contains("\"generation\" : " + (kills.size() + 1));
    Matcher said = LAST_EXIT.matcher(status);
    assertThat(said.find()).as(status).isTrue();
    Kill last = kills.getLast();
    Duration stall =
        Stalls.byKind(List.of(last), stalls).getOrDefault(last.kind(), List.of()).getFirst();
    assertThat(stall).as("the prober's stall at the last kill").isGreaterThan(Stalls.UNNOTICED);
    assertThat(Duration.ofMillis(Long.parseLong(said.group(1))))
        .as("the last stall by the session manager, and by the prober: %s", stall)
        .isBetween(stall.minus(SEEN_LATER), stall.plus(SEEN_LATER));
  }
}
