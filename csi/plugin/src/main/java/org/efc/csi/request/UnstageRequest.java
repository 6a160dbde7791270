// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.NodeUnstageVolumeRequest;

/** NodeUnstageVolume. */
public record UnstageRequest(String volumeId, String stagingPath) {
  public static UnstageRequest parse(NodeUnstageVolumeRequest request) {
    return new UnstageRequest(
        Fields.required("volume_id", request.getVolumeId()),
        NodePath.required("staging_target_path", request.getStagingTargetPath()));
  }
}
