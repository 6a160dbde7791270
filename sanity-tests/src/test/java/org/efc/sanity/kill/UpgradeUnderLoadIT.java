// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.efc.sanity.Kubelet;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Upgrades to another directory and back while fio and git clone work: none sees an error. It
 * prints what the prober waited for in each upgrade, what it waited for as long a time later, when
 * nothing happened but that load, and what the session manager says. {@code EFC_UPGRADES} sets how
 * many; with --deep there are 50.
 */
class UpgradeUnderLoadIT {
  private static final long DEEP = 50;
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration GOES_ON_WITHIN = Duration.ofMinutes(1);

  /** The next standby is ready by then, and what it takes to make it has gone by. */
  private static final Duration PAUSE = Duration.ofSeconds(4);

  private static final Pattern WAITED = Pattern.compile("requests waited ([0-9.]+) ms");

  @TempDir private Path temp;

  private record Span(long start, long end) {
    Span later(Duration pause) {
      return new Span(start + pause.toNanos(), end + pause.toNanos());
    }

    Duration longest(List<Stall> stalls) {
      return stalls.stream()
          .filter(stall -> stall.start() < end && stall.end() > start)
          .map(Stall::length)
          .reduce(Stalls.UNNOTICED, (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void applicationsSeeNothingOfIt(StorageKind kind) {
    Requirements.program("gcc");
    long upgrades =
        Seed.number("EFC_UPGRADES")
            .orElseGet(
                () -> {
                  Requirements.deep();
                  return DEEP;
                });
    long seed = Seed.ofThisRun();
    try (World world = World.of(kind)) {
      Path another = another(world);
      PublishedVolume volume = world.publish("upgrades");
      long begin = System.nanoTime();
      try (Applications applications =
          new Applications(volume.target(), world.node().directory(), seed)) {
        applications.startProber();
        applications.startFioAndClone();
        List<Span> spans = new ArrayList<>();
        List<Duration> said = new ArrayList<>();
        for (int i = 0; i < upgrades; i++) {
          LockSupport.parkNanos(PAUSE.toNanos());
          long start = System.nanoTime();
          said.add(upgrade(world, i % 2 == 0 ? "--to=" + another : "--rollback"));
          spans.add(new Span(start, System.nanoTime()));
          applications.requireAlive();
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        applications.heartbeat().awaitMore(100, GOES_ON_WITHIN);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        List<ApplicationReport> reports = applications.finish();
        List<Stall> stalls = reports.stream().flatMap(one -> one.stalls().stream()).toList();
        KillTable table =
            new KillTable(upgrades + " upgrades under fio and git clone on " + kind, took);
        table.line("  %-36s %8s %8s %8s".formatted("waited, ms", "p50", "p99", "max"));
        row(table, "prober, during an upgrade", longest(spans, stalls));
        Duration half = PAUSE.dividedBy(2);
        row(
            table,
            "prober, 2 s later",
            longest(spans.stream().map(span -> span.later(half)).toList(), stalls));
        row(table, "requests, by the session manager", said);
        applications.missing().forEach(text -> table.line("  not there: " + text));
        table.publish("upgrades-" + kind);
        assertThat(reports).as(applications.said(reports)).allMatch(one -> one.errors() == 0);
        assertThat(reports).allMatch(one -> one.number("operations") > 0);
      }
      Kubelet.calls("taking down", volume::takeDown);
      world.assertNothingLeft();
    }
  }

  private static List<Duration> longest(List<Span> spans, List<Stall> stalls) {
    return spans.stream().map(span -> span.longest(stalls)).toList();
  }

  private static void row(KillTable table, String title, List<Duration> all) {
    table.line(
        "  %-36s %8.1f %8.1f %8.1f"
            .formatted(title, millis(all, 50), millis(all, 99), millis(all, 100)));
  }

  private static double millis(List<Duration> all, int percent) {
    return Stalls.percentile(all, percent).toNanos() / 1e6;
  }

  private Path another(World world) {
    return world.node().distribution().copyTo(temp.resolve("another"));
  }

  private static Duration upgrade(World world, String how) {
    String out = world.node().asking("upgrade", "--all", how).limit(LIMIT).output();
    Matcher waited = WAITED.matcher(out);
    assertThat(waited.find()).as(out).isTrue();
    return Duration.ofNanos((long) (Double.parseDouble(waited.group(1)) * 1e6));
  }
}
