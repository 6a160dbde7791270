// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.efc.sanity.Await;

/** Many pods, many volumes, at once. */
final class ManyCases {
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private ManyCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of("100 pods on one volume", (cluster, row) -> pods(cluster, row, 100)),
        ClusterCase.of("30 volumes at once", (cluster, row) -> volumes(cluster, row, 30)));
  }

  private static void pods(Cluster cluster, CaseTable.Row row, int count) {
    cluster.apply(Yaml.claim("crowd"));
    cluster.awaitBound("crowd");
    long start = System.nanoTime();
    IntStream.range(0, count)
        .forEach(
            i ->
                cluster.apply(
                    Yaml.pod(
                        "crowd-" + i, "crowd", "--wait-file", "/data/go", "--seconds", "600")));
    awaitAll(cluster, "crowd-", count, "Ready", Cluster::isReady);
    row.ready(Duration.ofNanos(System.nanoTime() - start));
    ShellPod.run(cluster, "crowd-starter", "crowd", "echo go > /data/go");
    awaitAll(
        cluster, "crowd-", count, "done", pod -> "Succeeded".equals(pod.getStatus().getPhase()));
    end(cluster, "crowd-");
    cluster.deleteClaim("crowd");
  }

  private static void volumes(Cluster cluster, CaseTable.Row row, int count) {
    long start = System.nanoTime();
    IntStream.range(0, count)
        .forEach(
            i -> {
              cluster.apply(Yaml.claim("many-" + i));
              cluster.apply(
                  Yaml.shell(
                      "many-" + i, "many-" + i, "", "", "echo x > /data/x && exec sleep 900"));
            });
    awaitAll(cluster, "many-", count, "Ready", Cluster::isReady);
    row.ready(Duration.ofNanos(System.nanoTime() - start));
    end(cluster, "many-");
    IntStream.range(0, count).forEach(i -> cluster.deleteClaim("many-" + i));
  }

  private static void awaitAll(
      Cluster cluster, String prefix, int count, String what, Predicate<Pod> wanted) {
    Await.until(
        count + " pods to be " + what,
        LIMIT,
        () -> cluster.pods(prefix).stream().filter(wanted).count() == count);
  }

  private static void end(Cluster cluster, String prefix) {
    cluster.pods(prefix).forEach(pod -> cluster.api().resource(pod).delete());
    Await.until("pods " + prefix + "* to be gone", LIMIT, () -> cluster.pods(prefix).isEmpty());
  }
}
