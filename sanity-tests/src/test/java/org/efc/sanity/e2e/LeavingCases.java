// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.efc.sanity.Await;

/** helm uninstall; then nothing of ours may be left on the node. */
final class LeavingCases {
  private LeavingCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of(
            "helm uninstall leaves nothing on the node", (cluster, row) -> leave(cluster)));
  }

  private static void leave(Cluster cluster) {
    assertThat(cluster.pods(""))
        .extracting(pod -> pod.getMetadata().getName())
        .as("pods of cases before")
        .isEmpty();
    cluster.helm("-n", Cluster.SYSTEM, "uninstall", "efc", "--wait", "--timeout", "2m");
    Await.until(
        "our pods to be gone",
        Cluster.SOON,
        () -> cluster.api().pods().inNamespace(Cluster.SYSTEM).list().getItems().isEmpty());
    assertThat(mounts(cluster)).as("mounts").isEmpty();
    assertThat(Clients.all()).as("clients").isEmpty();
    Await.until(
        "kubelet to forget the driver",
        Cluster.SOON,
        () ->
            cluster.api().storage().v1().csiNodes().list().getItems().stream()
                .map(node -> node.getSpec().getDrivers())
                .allMatch(drivers -> drivers == null || drivers.isEmpty()));
    assertThat(
            cluster
                .dev(
                    "run",
                    "sh",
                    "-c",
                    "find /run/efc /runtime-mnt -type s -o -type f 2>/dev/null || true")
                .out())
        .as("sockets and files")
        .doesNotContain("control.sock", "record.json");
  }

  /** Our mounts in the node, a line each; empty when there are none. */
  static String mounts(Cluster cluster) {
    return cluster
        .dev("run", "cat", "/proc/self/mountinfo")
        .out()
        .lines()
        .filter(line -> line.contains("fuse.aliyun-alinas-efc"))
        .collect(Collectors.joining("\n"));
  }
}
