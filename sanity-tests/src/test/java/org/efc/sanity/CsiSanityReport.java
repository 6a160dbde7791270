// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static java.util.Map.entry;

import java.util.Map;

/** What csi-sanity's report means for this driver. */
final class CsiSanityReport {
  /** Every message with which a test may be skipped, and why that is right for this driver. */
  static final Map<String, String> REASONS =
      Map.ofEntries(
          entry(
              "GroupControllerService not supported",
              "no volume group snapshots: a NAS export has none"),
          entry(
              "VolumeGroupSnapshots not supported",
              "no volume group snapshots: a NAS export has none"),
          entry("Snapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("ListSnapshots not supported", "no snapshots: NFSv3 has no call for them"),
          entry("GetSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("DeleteSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("CreateSnapshot not supported", "no snapshots: NFSv3 has no call for them"),
          entry("Volume Cloning not supported", "no clones: NFSv3 has no server-side copy"),
          entry(
              "ControllerPublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "ControllerPublishVolume.readonly field not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "Controller Publish, UnpublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry(
              "ControllerUnpublishVolume not supported",
              "nothing is attached: a NAS is reached by network"),
          entry("testnodevolumeattachlimit not enabled", "nothing is attached: no limit to test"),
          entry(
              "NodeExpandVolume not supported",
              "the controller's expansion is enough: the client reads the quota"),
          entry("pending", "csi-sanity itself marks this one as not to be run (XIt)"));

  private CsiSanityReport() {}

  /** For a person: the counts, and each skipped test with its reason. */
  static String summary(GinkgoReport report, String backend) {
    StringBuilder text = new StringBuilder();
    text.append(
        "csi-sanity on %s: %d passed, %d failed, %d skipped%n"
            .formatted(
                backend, report.passed().size(), report.failed().size(), report.skipped().size()));
    for (String name : report.failed()) {
      text.append("  FAILED  ").append(name).append('\n');
    }
    for (GinkgoReport.Skipped skip : report.skipped()) {
      text.append("  skipped ").append(skip.name()).append("\n          ");
      text.append(skip.message()).append(": ");
      text.append(REASONS.getOrDefault(skip.message(), "NOT an expected reason")).append('\n');
    }
    return text.toString();
  }
}
