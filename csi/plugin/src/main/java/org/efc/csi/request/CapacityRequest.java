// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.GetCapacityRequest;
import java.util.Collection;
import java.util.List;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;

/**
 * GetCapacity.
 *
 * @param sources whose free space is asked for
 */
public record CapacityRequest(List<Source> sources) {

  /**
   * @param known the sources to sum up when the parameters name none
   */
  public static CapacityRequest parse(GetCapacityRequest request, Collection<Source> known) {
    try {
      request
          .getVolumeCapabilitiesList()
          .forEach(capability -> MountCapability.parse("volume_capabilities", capability));
    } catch (CsiException e) {
      return new CapacityRequest(List.of()); // of such volumes there can be none
    }
    return new CapacityRequest(
        SourceFields.find("parameters", Fields.map("parameters", request.getParametersMap()))
            .map(List::of)
            .orElseGet(() -> List.copyOf(known)));
  }
}
