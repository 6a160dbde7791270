// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The chart on an empty cluster. */
final class InstallCases {
  private InstallCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of(
            "every object of the chart is accepted by the API server",
            (cluster, row) -> accepted(cluster)),
        ClusterCase.of("helm install", (cluster, row) -> install(cluster)),
        ClusterCase.of(
            "helm test",
            (cluster, row) ->
                cluster.helm("-n", Cluster.SYSTEM, "test", "efc", "--timeout", "2m")));
  }

  /** Server-side: with the types and the admission of this Kubernetes. */
  private static void accepted(Cluster cluster) {
    cluster.kubectl("create", "namespace", Cluster.SYSTEM);
    cluster.kubectl(
        "label", "namespace", Cluster.SYSTEM, "pod-security.kubernetes.io/enforce=privileged");
    cluster.kubectl("create", "namespace", Cluster.APPS);
    cluster.helm(
        "-n",
        Cluster.SYSTEM,
        "install",
        "efc",
        cluster.chart().toString(),
        "--dry-run=server",
        "--set",
        "storageClass.source=" + cluster.server().source());
  }

  private static void install(Cluster cluster) {
    cluster.helm(
        "-n",
        Cluster.SYSTEM,
        "install",
        "efc",
        cluster.chart().toString(),
        "--wait",
        "--timeout",
        "3m",
        "--set",
        "storageClass.source=" + cluster.server().source(),
        "--set",
        "image.pullPolicy=Never",
        "--set-json",
        "controller.secrets=[{\"namespace\": \"%s\", \"names\": [\"%s\"]}]"
            .formatted(Cluster.APPS, SecretCases.SECRET));
    assertThat(cluster.api().storage().v1().csiDrivers().withName("fuse.csi.fluid.io").get())
        .as("CSIDriver")
        .isNotNull();
    org.efc.sanity.Await.until(
        "kubelet to know the driver",
        Cluster.SOON,
        () ->
            cluster.api().storage().v1().csiNodes().list().getItems().stream()
                .flatMap(node -> node.getSpec().getDrivers().stream())
                .anyMatch(driver -> driver.getName().equals("fuse.csi.fluid.io")));
  }
}
