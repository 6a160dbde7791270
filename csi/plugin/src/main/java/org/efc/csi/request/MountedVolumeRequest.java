// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.NodeExpandVolumeRequest;
import csi.v1.Csi.NodeGetVolumeStatsRequest;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;
import org.efc.mounter.VolumeStatus;

/**
 * A question about a volume at a path of this node: NodeGetVolumeStats, NodeExpandVolume.
 *
 * @param volumePath a target, or the staging path
 * @param stagingPath empty when not given
 */
public record MountedVolumeRequest(String volumeId, String volumePath, String stagingPath) {

  public static MountedVolumeRequest parse(NodeGetVolumeStatsRequest request) {
    return of(request.getVolumeId(), request.getVolumePath(), request.getStagingTargetPath());
  }

  /**
   * The capacity asked for is checked for its form only: the volume has what the controller gave.
   */
  public static MountedVolumeRequest parse(NodeExpandVolumeRequest request) {
    Capacity _ = Capacity.parse(request.getCapacityRange());
    if (request.hasVolumeCapability()) {
      MountCapability _ = MountCapability.parse("volume_capability", request.getVolumeCapability());
    }
    Fields.secrets(request.getSecretsMap());
    return of(request.getVolumeId(), request.getVolumePath(), request.getStagingTargetPath());
  }

  private static MountedVolumeRequest of(String volumeId, String volumePath, String stagingPath) {
    return new MountedVolumeRequest(
        Fields.required("volume_id", volumeId),
        NodePath.compared("volume_path", volumePath),
        stagingPath.isEmpty() ? "" : NodePath.compared("staging_target_path", stagingPath));
  }

  /**
   * Compares names only: a path under a mount is never touched.
   *
   * @throws CsiException NO_SUCH_VOLUME when the volume is not at the path
   */
  public VolumeStatus requireAtPath(VolumeStatus status) {
    boolean there =
        status.targets().contains(volumePath)
            || status.mountPath().equals(volumePath)
            || stagingPath.equals(volumePath);
    if (!there) {
      throw new CsiException(
          Reason.NO_SUCH_VOLUME,
          "volume_path is \"" + volumePath + "\": volume " + volumeId + " is not there");
    }
    return status;
  }

  /** What to throw for a volume that this node does not have. */
  public CsiException unknown() {
    return new CsiException(
        Reason.NO_SUCH_VOLUME, "volume_id is \"" + volumeId + "\": no such volume on this node");
  }
}
