// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.NodeUnpublishVolumeRequest;

/** NodeUnpublishVolume. */
public record UnpublishRequest(String volumeId, String targetPath) {
  public static UnpublishRequest parse(NodeUnpublishVolumeRequest request) {
    return new UnpublishRequest(
        Fields.required("volume_id", request.getVolumeId()),
        NodePath.required("target_path", request.getTargetPath()));
  }
}
