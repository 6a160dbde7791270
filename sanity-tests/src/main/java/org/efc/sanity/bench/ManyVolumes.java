// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.Program;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.Node;
import org.efc.sanity.node.Processes;

/**
 * What more and more volumes of one node cost: memory of all processes, and the time of a mount.
 */
final class ManyVolumes {
  private static final List<Integer> COUNTS = List.of(1, 10, 50, 100);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final Duration MOUNTED_WITHIN = Duration.ofSeconds(30);

  private final Distribution distribution;
  private final Path home;
  private final Path backing;

  ManyVolumes(Distribution distribution, Path home, Path backing) {
    this.distribution = distribution;
    this.home = home;
    this.backing = backing;
  }

  void measure() {
    System.out.printf("%nVolumes of one node, file:// on tmpfs, idle, without a standby%n");
    System.out.printf(
        "  %8s %22s %22s %24s %22s%n",
        "volumes", "clients, PSS [MiB]", "per volume [MiB]", "session manager [MiB]", "mount [ms]");
    try (Node node = Node.create(distribution)) {
      node.startSessionManager();
      int mounted = 0;
      try {
        for (int count : COUNTS) {
          Samples millis = new Samples();
          for (; mounted < count; mounted++) {
            millis.add(mount(node, mounted));
          }
          LockSupport.parkNanos(IDLE_NANOS);
          row(node, count, millis);
        }
      } finally {
        for (int i = 0; i < mounted; i++) {
          distribution.efc("umount", socket(node), point(i).toString()).limit(MOUNTED_WITHIN).run();
        }
      }
    }
  }

  private static void row(Node node, int count, Samples millis) {
    double clients =
        node.clients().stream().mapToLong(one -> Processes.pssKib(one.pid()).orElse(0)).sum()
            / 1024.0;
    double manager = Processes.pssKib(node.sessionManager().pid()).orElse(0) / 1024.0;
    System.out.printf(
        "  %8d %22s %22s %24s %22s%n",
        count,
        Samples.number(clients),
        Samples.number(clients / count),
        Samples.number(manager),
        Samples.number(millis.median()) + " (" + millis.range() + ")");
  }

  private double mount(Node node, int number) {
    Path point = point(number);
    try {
      Files.createDirectory(point);
    } catch (IOException e) {
      throw new UncheckedIOException(point.toString(), e);
    }
    Program mount = distribution.efc("mount", socket(node), "file://" + backing, point.toString());
    Program.Outcome outcome = mount.limit(MOUNTED_WITHIN).run().succeeded();
    return outcome.took().toNanos() / 1e6;
  }

  private static String socket(Node node) {
    return "--socket=" + node.sessionManagerSocket();
  }

  private Path point(int number) {
    return home.resolve("volume-" + number);
  }
}
