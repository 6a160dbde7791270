// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

import java.util.List;
import org.efc.sanity.Await;

/** Volumes that are changed while a pod uses them. */
final class ChangeCases {
  private ChangeCases() {}

  static List<ClusterCase> all() {
    return List.of(
        ClusterCase.of("expansion is seen by the running pod", ChangeCases::expansion),
        ClusterCase.of(
            "a VolumeAttributesClass: mode and group change under a pod", ChangeCases::attributes));
  }

  private static void expansion(Cluster cluster, CaseTable.Row row) {
    cluster.apply(Yaml.claim("grow"));
    runsUntil(cluster, "grow", "df -k /data | grep -q 2097152");
    cluster.apply(Yaml.claim("grow", "ReadWriteMany", "2Gi"));
    ends(cluster, "grow");
  }

  private static void attributes(Cluster cluster, CaseTable.Row row) {
    String initial = Yaml.attributesClass("open", "mountPermissions: \"0755\"");
    String later = Yaml.attributesClass("grouped", "mountPermissions: \"2770\"", "gid: \"3000\"");
    cluster.apply(initial);
    cluster.apply(later);
    cluster.apply(Yaml.claimOfAttributes("modified", "open"));
    runsUntil(
        cluster,
        "modified",
        "test $(stat -c %a /data) = 755 && touch /data/first;"
            + " test -e /data/first && test \"$(stat -c %a:%g /data)\" = 2770:3000");
    Await.until(
        "the volume to have the first class's mode",
        Cluster.SOON,
        () -> VolumeCases.hasFile(cluster, "modified", "first"));
    cluster.apply(Yaml.claimOfAttributes("modified", "grouped"));
    ends(cluster, "modified");
    cluster.delete(initial);
    cluster.delete(later);
  }

  /** A pod on the claim of the same name that runs until this holds. */
  private static void runsUntil(Cluster cluster, String name, String condition) {
    String command = "until " + condition + "; do sleep 0.2; done";
    cluster.apply(Yaml.shell(name, name, "", "", command));
    cluster.awaitPhase(name, "Running");
  }

  private static void ends(Cluster cluster, String name) {
    cluster.awaitPhase(name, "Succeeded");
    cluster.deletePod(name);
    cluster.deleteClaim(name);
  }
}
