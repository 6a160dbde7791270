// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.service;

import csi.v1.Csi.NodeGetVolumeStatsResponse;
import csi.v1.Csi.VolumeCondition;
import csi.v1.Csi.VolumeUsage;
import org.efc.mounter.VolumeStatus;

/** The session manager's view of a volume as CSI tells it. */
final class VolumeStats {
  private VolumeStats() {}

  static NodeGetVolumeStatsResponse of(VolumeStatus status) {
    NodeGetVolumeStatsResponse.Builder stats =
        NodeGetVolumeStatsResponse.newBuilder()
            .setVolumeCondition(
                VolumeCondition.newBuilder()
                    .setAbnormal(status.abnormal())
                    .setMessage(status.message()));
    status
        .usage()
        .ifPresent(
            usage -> {
              stats.addUsage(bytes(usage));
              stats.addUsage(files(usage));
            });
    return stats.build();
  }

  private static VolumeUsage bytes(VolumeStatus.Usage usage) {
    return VolumeUsage.newBuilder()
        .setUnit(VolumeUsage.Unit.BYTES)
        .setTotal(atLeastZero(usage.totalBytes()))
        .setUsed(atLeastZero(usage.usedBytes()))
        .setAvailable(atLeastZero(usage.availableBytes()))
        .build();
  }

  private static VolumeUsage files(VolumeStatus.Usage usage) {
    return VolumeUsage.newBuilder()
        .setUnit(VolumeUsage.Unit.INODES)
        .setTotal(atLeastZero(usage.totalFiles()))
        .setUsed(atLeastZero(usage.totalFiles() - usage.freeFiles()))
        .setAvailable(atLeastZero(usage.freeFiles()))
        .build();
  }

  /** "The value MUST NOT be negative"; servers with more than 2^63 files exist. */
  private static long atLeastZero(long value) {
    return value < 0 ? 0 : value;
  }
}
