// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.ValidateVolumeCapabilitiesRequest;
import csi.v1.Csi.ValidateVolumeCapabilitiesResponse;
import org.efc.csi.failure.CsiException;

/** ValidateVolumeCapabilities. */
public record ValidateRequest(String volumeId, ValidateVolumeCapabilitiesRequest request) {

  public static ValidateRequest parse(ValidateVolumeCapabilitiesRequest request) {
    String volumeId = Fields.required("volume_id", request.getVolumeId());
    if (request.getVolumeCapabilitiesCount() == 0) {
      throw CsiException.missing("volume_capabilities");
    }
    Fields.secrets(request.getSecretsMap());
    return new ValidateRequest(volumeId, request);
  }

  /** What is not supported is not an error here: the answer then confirms nothing and says why. */
  public ValidateVolumeCapabilitiesResponse verdict() {
    ValidateVolumeCapabilitiesResponse.Builder verdict =
        ValidateVolumeCapabilitiesResponse.newBuilder();
    try {
      MountCapability.parseAll("volume_capabilities", request.getVolumeCapabilitiesList());
      VolumeContext.parse(request.getVolumeContextMap());
    } catch (CsiException e) {
      return verdict.setMessage(String.valueOf(e.getMessage())).build();
    }
    verdict
        .getConfirmedBuilder()
        .putAllVolumeContext(request.getVolumeContextMap())
        .putAllParameters(request.getParametersMap())
        .addAllVolumeCapabilities(request.getVolumeCapabilitiesList());
    return verdict.build();
  }
}
