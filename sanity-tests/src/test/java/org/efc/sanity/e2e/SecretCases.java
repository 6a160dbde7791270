// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

/** Secrets that a StorageClass names are read by who must have them, and are found nowhere else. */
final class SecretCases {
  /** Of a test's namespace: what the chart's controller.secrets names. */
  static final String SECRET = "nas-key";

  private static final String WORD = "a-word-that-nobody-may-see";

  private SecretCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of("secrets of a StorageClass are not to be found anywhere", SecretCases::run));
  }

  private static void run(Cluster cluster, CaseTable.Row row) {
    String[] parameters =
        Stream.concat(
                Stream.of("source: \"" + cluster.server().source() + "\""),
                Stream.of("provisioner", "node-stage", "node-publish", "controller-expand")
                    .flatMap(SecretCases::parameters))
            .toArray(String[]::new);
    cluster.apply(Yaml.secret(SECRET, "key", WORD));
    cluster.apply(Yaml.storageClass("secretive", parameters));
    cluster.apply(Yaml.claimOfItsClass("secretive"));
    cluster.apply(Yaml.shell("secretive", "secretive", "", "", "echo x > /data/x && sleep 1000"));
    row.ready(cluster.awaitReady("secretive"));
    String volume = cluster.awaitBound("secretive").getSpec().getVolumeName();
    assertThat(logs(cluster)).as("logs").contains(volume).doesNotContain(WORD);
    assertThat(filesWithIt(cluster)).as("state, arguments and environments with it").isEmpty();
    cluster.deletePod("secretive");
    cluster.deleteClaim("secretive");
    cluster.awaitNoVolumeOf("secretive");
    cluster.delete(Yaml.storageClass("secretive", parameters));
    cluster.delete(Yaml.secret(SECRET, "key", WORD));
  }

  private static Stream<String> parameters(String call) {
    String prefix = "csi.storage.k8s.io/" + call + "-secret-";
    return Stream.of(prefix + "name: " + SECRET, prefix + "namespace: " + Cluster.APPS);
  }

  private static String logs(Cluster cluster) {
    StringBuilder logs = new StringBuilder();
    for (String app : List.of("csi-nodeplugin-fluid", "efc-sessmgr", "efc-controller")) {
      logs.append(
          cluster
              .kubectl(
                  "-n", Cluster.SYSTEM, "logs", "-l", "app=" + app, "--all-containers", "--tail=-1")
              .out());
    }
    return logs.toString();
  }

  /** Within the node; the word is put together there, as this command has arguments as well. */
  private static String filesWithIt(Cluster cluster) {
    String parted = WORD.substring(0, 10) + "\"\"" + WORD.substring(10);
    return cluster
        .dev(
            "run",
            "sh",
            "-c",
            "for f in /proc/[0-9]*/cmdline /proc/[0-9]*/environ $(find /run/efc /runtime-mnt -type f 2>/dev/null);"
                + " do grep -qsaF "
                + parted
                + " $f && echo $f; done; true")
        .out();
  }
}
