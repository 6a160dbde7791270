// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.ControllerModifyVolumeRequest;
import org.efc.csi.failure.CsiException;

/** ControllerModifyVolume: another VolumeAttributesClass for a volume. */
public record ModifyRequest(String volumeId, OwnershipChange change) {

  public static ModifyRequest parse(ControllerModifyVolumeRequest request) {
    String volumeId = VolumeIdField.required(request.getVolumeId(), request.getSecretsMap());
    if (request.getModifiableParametersCount() == 0) {
      throw CsiException.missing(OwnershipChange.FIELD);
    }
    return new ModifyRequest(volumeId, OwnershipChange.parse(request.getModifiableParametersMap()));
  }
}
