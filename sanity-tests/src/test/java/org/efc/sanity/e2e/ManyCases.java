// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.time.Duration;
import java.util.List;
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
    awaitReady(cluster, "crowd-", count);
    row.ready(Duration.ofNanos(System.nanoTime() - start));
    ShellPod.run(cluster, "crowd-starter", "crowd", "echo go > /data/go");
    awaitPhase(cluster, "crowd-", count, "Succeeded");
    end(cluster, "crowd-");
    cluster.deleteClaim("crowd");
  }

  private static void volumes(Cluster cluster, CaseTable.Row row, int count) {
    long start = System.nanoTime();
    IntStream.range(0, count)
        .forEach(
            i -> {
              cluster.apply(Yaml.claim("many-" + i));
              cluster.apply(Yaml.pod("many-" + i, "many-" + i, "sleep"));
            });
    awaitReady(cluster, "many-", count);
    row.ready(Duration.ofNanos(System.nanoTime() - start));
    end(cluster, "many-");
    IntStream.range(0, count).forEach(i -> cluster.deleteClaim("many-" + i));
  }

  private static void awaitReady(Cluster cluster, String prefix, int count) {
    Await.until(
        count + " pods to be Ready",
        LIMIT,
        () ->
            cluster.api().pods().inNamespace(Cluster.APPS).list().getItems().stream()
                    .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
                    .filter(Cluster::isReady)
                    .count()
                == count);
  }

  private static void awaitPhase(Cluster cluster, String prefix, int count, String phase) {
    Await.until(
        count + " pods to be " + phase,
        LIMIT,
        () ->
            cluster.api().pods().inNamespace(Cluster.APPS).list().getItems().stream()
                    .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
                    .filter(pod -> phase.equals(pod.getStatus().getPhase()))
                    .count()
                == count);
  }

  private static void end(Cluster cluster, String prefix) {
    cluster.api().pods().inNamespace(Cluster.APPS).list().getItems().stream()
        .map(pod -> pod.getMetadata().getName())
        .filter(name -> name.startsWith(prefix))
        .forEach(name -> cluster.api().pods().inNamespace(Cluster.APPS).withName(name).delete());
    Await.until(
        "pods " + prefix + "* to be gone",
        LIMIT,
        () ->
            cluster.api().pods().inNamespace(Cluster.APPS).list().getItems().stream()
                .noneMatch(pod -> pod.getMetadata().getName().startsWith(prefix)));
  }
}
