// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.efc.sanity.Await;
import org.efc.sanity.storage.ExportRules;
import org.efc.sanity.storage.GaneshaServer;

/** What people see of a NAS that does not do what they want, and that they can leave. */
final class TroubleCases {
  /** Grace of the pods, and some time of a busy machine. */
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(45);

  private TroubleCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of(
            "describe pod: nobody listens at the server",
            (cluster, row) -> describes(cluster, "nobody", Cluster.sourceOfNobody(), "refused")),
        ClusterCase.of(
            "describe pod: the server has no such export",
            (cluster, row) ->
                describes(
                    cluster,
                    "missing",
                    cluster.server().source().replace("/export", "/no-such-export"),
                    "no-such-export")),
        ClusterCase.of("describe pod: the export is for others", TroubleCases::forbidden),
        ClusterCase.of("describe pvc: nobody listens at the server", TroubleCases::claim),
        ClusterCase.of(
            "a server is gone: kubelet tells the condition, the pod ends",
            TroubleCases::serverGone));
  }

  private static void describes(Cluster cluster, String name, String source, String word) {
    String volume = Yaml.staticVolume(name, source);
    cluster.apply(volume);
    cluster.apply(Yaml.shell(name, name, "", "", "true"));
    try {
      Await.until(
          "describe pod to say \"" + word + "\"",
          Cluster.SOON,
          () -> cluster.describe("pod", name).contains(word));
      System.out.println(
          "  " + cluster.events(name).lines().filter(l -> l.contains(word)).findFirst().orElse(""));
      assertThat(cluster.deletePod(name)).as("time to end").isLessThan(ENDS_WITHIN);
    } finally {
      cluster.removePod(name);
    }
    cluster.delete(volume);
  }

  private static void forbidden(Cluster cluster, CaseTable.Row row) {
    try (GaneshaServer server = Cluster.anotherServer(ExportRules.OTHERS_ONLY)) {
      describes(cluster, "forbidden", server.source(), "must admit this node");
    }
  }

  private static void claim(Cluster cluster, CaseTable.Row row) {
    String source = "source: \"" + Cluster.sourceOfNobody() + "\"";
    cluster.apply(Yaml.storageClass("nobody", source));
    cluster.apply(Yaml.claimOfItsClass("nobody"));
    Await.until(
        "describe pvc to say why",
        Cluster.SOON,
        () -> cluster.describe("pvc", "nobody").contains("refused"));
    cluster.deleteClaim("nobody");
    cluster.delete(Yaml.storageClass("nobody", source));
  }

  private static void serverGone(Cluster cluster, CaseTable.Row row) {
    GaneshaServer server = Cluster.anotherServer(ExportRules.OPEN);
    try (server) {
      String volume = Yaml.staticVolume("gone", server.source());
      cluster.apply(volume);
      cluster.apply(
          Yaml.shell("gone", "gone", "", "", "while true; do date > /data/now; sleep 0.1; done"));
      row.ready(cluster.awaitReady("gone"));
      Await.until(
          "the pod to write",
          Cluster.SOON,
          () -> java.nio.file.Files.exists(server.directory().resolve("now")));
      cluster.awaitStatistics("gone", ""); // without a number it has never seen it tells nothing
      server.kill();
      Await.until(
          "kubelet to tell the volume's condition",
          Cluster.SOON,
          () -> cluster.events("gone").contains("can't reach nfs://"));
      assertThat(cluster.deletePod("gone")).as("time to end").isLessThan(ENDS_WITHIN);
      cluster.delete(volume);
      Await.until(
          "its mount to be gone",
          Cluster.SOON,
          () -> !LeavingCases.mounts(cluster).contains("/gone/"));
    }
  }
}
