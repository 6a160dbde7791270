// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.csi;

import java.util.Map;

/**
 * A volume as CreateVolume answered it.
 *
 * @param capacity in bytes
 */
public record CsiVolume(String id, Map<String, String> context, long capacity) {
  public CsiVolume {
    context = Map.copyOf(context);
  }
}
