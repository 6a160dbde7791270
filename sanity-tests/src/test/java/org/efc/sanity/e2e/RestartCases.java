// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.efc.sanity.Await;

/** Everything of ours, and kubelet, restarted and upgraded under pods that write and verify. */
final class RestartCases {
  private static final String CLAIM = "restarts";

  /** The tag that the images are there under, too. */
  static final String OTHER_TAG = "0.1.1";

  private RestartCases() {}

  private interface Restart {
    void run(Cluster cluster);
  }

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of(
            "a claim for what follows", (cluster, row) -> cluster.apply(Yaml.claim(CLAIM))),
        underLoad("client killed", RestartCases::killClient),
        underLoad("client killed again and again", RestartCases::killClients),
        underLoad("plugin replaced (rollout)", RestartCases::rollPlugin),
        underLoad("session manager's pod deleted", RestartCases::deleteSessionManager),
        underLoad("kubelet restarted", cluster -> cluster.dev("restart", "kubelet")),
        underLoad("controller's pods deleted", RestartCases::deleteController),
        ClusterCase.of(
            "a pod starts while the session manager is replaced", RestartCases::startMeanwhile),
        underLoad("helm upgrade of every component", RestartCases::upgrade),
        ClusterCase.of("the claim is deleted", (cluster, row) -> cluster.deleteClaim(CLAIM)));
  }

  private static ClusterCase underLoad(String name, Restart restart) {
    return ClusterCase.of(
        name,
        (cluster, row) -> {
          String pod = name.replaceAll("[^a-z]+", "-").replaceAll("-$", "");
          try (LoadPod one = LoadPod.start(cluster, "one-" + pod, CLAIM);
              LoadPod other = LoadPod.start(cluster, "other-" + pod, CLAIM)) {
            row.ready(one.ready());
            row.ready(other.ready());
            one.awaitProgress();
            other.awaitProgress();
            restart.run(cluster);
            one.awaitProgress();
            other.awaitProgress();
            row.stall(one.finish().stall());
            row.stall(other.finish().stall());
          }
        });
  }

  private static void killClient(Cluster cluster) {
    Clients.kill();
  }

  private static void killClients(Cluster cluster) {
    for (int i = 0; i < 5; i++) {
      Clients.kill();
      Await.until("a client", Cluster.SOON, () -> !Clients.all().isEmpty());
    }
  }

  private static void rollPlugin(Cluster cluster) {
    cluster.kubectl("-n", Cluster.SYSTEM, "rollout", "restart", "ds/csi-nodeplugin-fluid");
    awaitPlugin(cluster);
  }

  private static void awaitPlugin(Cluster cluster) {
    cluster.kubectl(
        "-n", Cluster.SYSTEM, "rollout", "status", "ds/csi-nodeplugin-fluid", "--timeout=2m");
  }

  private static void deleteSessionManager(Cluster cluster) {
    cluster.kubectl("-n", Cluster.SYSTEM, "delete", "pod", "-l", "app=efc-sessmgr");
    awaitSessionManager(cluster);
  }

  private static void awaitSessionManager(Cluster cluster) {
    Await.until(
        "the session manager's pod to be Ready",
        Cluster.SOON,
        () ->
            cluster
                .api()
                .pods()
                .inNamespace(Cluster.SYSTEM)
                .withLabel("app", "efc-sessmgr")
                .list()
                .getItems()
                .stream()
                .anyMatch(
                    pod ->
                        pod.getMetadata().getDeletionTimestamp() == null && Cluster.isReady(pod)));
  }

  private static void deleteController(Cluster cluster) {
    cluster.kubectl("-n", Cluster.SYSTEM, "delete", "pod", "-l", "app=efc-controller");
    awaitController(cluster);
  }

  private static void awaitController(Cluster cluster) {
    cluster.kubectl(
        "-n", Cluster.SYSTEM, "rollout", "status", "deploy/efc-controller", "--timeout=2m");
  }

  private static void startMeanwhile(Cluster cluster, CaseTable.Row row) {
    cluster.kubectl("-n", Cluster.SYSTEM, "delete", "pod", "-l", "app=efc-sessmgr", "--wait=false");
    cluster.apply(Yaml.claim("meanwhile"));
    try (LoadPod pod = LoadPod.start(cluster, "meanwhile", "meanwhile")) {
      row.ready(pod.ready());
      pod.awaitProgress();
      row.stall(pod.finish().stall());
    }
    cluster.deleteClaim("meanwhile");
    awaitSessionManager(cluster);
  }

  /** In the order that docs/kubernetes.md gives: first what rolls by itself, then by hand. */
  private static void upgrade(Cluster cluster) {
    cluster.helm(
        "-n",
        Cluster.SYSTEM,
        "upgrade",
        "efc",
        cluster.chart().toString(),
        "--reuse-values",
        "--set",
        "image.tag=" + OTHER_TAG);
    awaitPlugin(cluster);
    awaitController(cluster);
    deleteSessionManager(cluster);
    List<String> images =
        cluster.api().pods().inNamespace(Cluster.SYSTEM).list().getItems().stream()
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .flatMap(pod -> pod.getSpec().getContainers().stream())
            .map(container -> container.getImage())
            .filter(image -> image.contains("efc/"))
            .toList();
    assertThat(images).isNotEmpty().allMatch(image -> image.endsWith(":" + OTHER_TAG));
  }
}
