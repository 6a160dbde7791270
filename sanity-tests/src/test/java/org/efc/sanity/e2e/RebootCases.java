// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.efc.sanity.Await;

/**
 * The node loses power: every process of it is gone at once, its disk and the NAS are not. What a
 * pod was told is written must be there, and the pod goes on by itself.
 */
final class RebootCases {
  private static final String NAME = "reboot";

  private RebootCases() {}

  static List<ClusterCase> all() {
    return List.of(ClusterCase.of("the node reboots under a pod that writes", RebootCases::reboot));
  }

  private static void reboot(Cluster cluster, CaseTable.Row row) throws IOException {
    cluster.apply(Yaml.claim(NAME));
    // Each line is written when it is there: it goes on where the log ends.
    cluster.apply(
        Yaml.lastingShell(
            NAME,
            NAME,
            "while i=$(wc -l < /data/log || echo 0); do"
                + " echo $((i+1)) >> /data/log || exit 1; echo $((i+1)); sleep 0.05; done"));
    cluster.awaitReady(NAME);
    Path log = VolumeCases.serverSide(cluster, NAME).resolve("log");
    awaitLines(log, 20);
    int before = acknowledged(cluster);
    cluster.dev("reboot");
    long start = System.nanoTime();
    awaitLines(log, Files.readAllLines(log).size() + 20);
    row.ready(Duration.ofNanos(System.nanoTime() - start));
    cluster.awaitReady(NAME);
    cluster.deletePod(NAME);
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).as("lines, of which %d were acknowledged", before).hasSizeGreaterThan(before);
    assertThat(lines)
        .isEqualTo(IntStream.rangeClosed(1, lines.size()).mapToObj(Integer::toString).toList());
    cluster.deleteClaim(NAME);
  }

  /** What the pod has said is written. */
  private static int acknowledged(Cluster cluster) {
    String last =
        cluster
            .api()
            .pods()
            .inNamespace(Cluster.APPS)
            .withName(NAME)
            .tailingLines(1)
            .getLog()
            .strip();
    return Integer.parseInt(last);
  }

  private static void awaitLines(Path log, int count) {
    Await.until(
        log + " to have " + count + " lines",
        Cluster.SOON,
        () -> {
          try {
            return Files.exists(log) && Files.readAllLines(log).size() >= count;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
