// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.ControllerExpandVolumeRequest;
import org.efc.csi.failure.CsiException;

/** ControllerExpandVolume. */
public record ExpandRequest(String volumeId, Capacity capacity) {

  public static ExpandRequest parse(ControllerExpandVolumeRequest request) {
    String volumeId = Fields.required("volume_id", request.getVolumeId());
    if (!request.hasCapacityRange()) {
      throw CsiException.missing("capacity_range");
    }
    if (request.hasVolumeCapability()) {
      MountCapability.parse("volume_capability", request.getVolumeCapability());
    }
    Fields.secrets(request.getSecretsMap());
    Capacity capacity = Capacity.parse(request.getCapacityRange());
    if (capacity.required() == 0 && capacity.limit() == 0) {
      throw CsiException.missing("capacity_range.required_bytes");
    }
    return new ExpandRequest(volumeId, capacity);
  }
}
