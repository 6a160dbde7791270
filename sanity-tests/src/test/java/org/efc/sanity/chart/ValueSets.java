// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.chart;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Values that people install the chart with, as options of --set-json. */
final class ValueSets {
  static final String SOURCE = "storageClass.source=\"nfs://nas.example/export\"";

  private ValueSets() {}

  static Stream<Named<List<String>>> all() {
    return Stream.of(
        Named.of("none", List.of()),
        Named.of("a NAS", List.of(SOURCE)),
        Named.of(
            "a mirror of images, another kubelet directory",
            List.of(
                SOURCE,
                "image.registry=\"mirror.example:5000/x\"",
                "image.tag=\"1.2.3\"",
                "image.pullPolicy=\"Never\"",
                "image.pullSecrets=[\"regcred\"]",
                "kubeletDir=\"/var/lib/k0s/kubelet\"",
                "driverName=\"efc.example.com\"")),
        Named.of(
            "monitoring, one replica, no policies",
            List.of(
                SOURCE,
                "podMonitor={\"enabled\": true, \"labels\": {\"release\": \"prometheus\"}}",
                "controller.replicas=1",
                "networkPolicy.enabled=false")),
        Named.of(
            "the test server", List.of("testServer.enabled=true", "storageClass.default=true")),
        Named.of(
            "everything of a StorageClass, secrets, selectors",
            List.of(
                "storageClass={\"name\": \"fast\", \"source\": \"cpfs://c.example/share\","
                    + " \"reclaimPolicy\": \"Retain\", \"mountOptions\": [\"attr-ttl=1m\"],"
                    + " \"parameters\": {\"onDelete\": \"archive\", \"uid\": 1000}}",
                "controller.secrets=[{\"namespace\": \"apps\", \"names\": [\"a\", \"b\"]}]",
                "controller.sources=[\"file:///srv/x\"]",
                "nodePlugin.nodeSelector={\"disk\": \"no\"}",
                "nodePlugin.seLinuxOptions={\"type\": \"spc_t\"}",
                "nodePlugin.maxUnavailable=1",
                "sessmgr.standby=false",
                "sessmgr.mountRoot=\"/mnt/efc\"",
                "sessmgr.dnsPolicy=\"ClusterFirstWithHostNet\"")));
  }
}
