// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.efc.csi.failure.CsiException;

/**
 * What a VolumeAttributesClass may change of a volume: mode and owner of its directory. A key that
 * is not given changes nothing (CSI, ControllerModifyVolumeRequest.mutable_parameters).
 *
 * @param mode 07777 at most
 */
public record OwnershipChange(OptionalInt mode, OptionalInt uid, OptionalInt gid) {
  static final String FIELD = "mutable_parameters";

  private static final Set<String> KEYS = Set.of("mountPermissions", "uid", "gid");

  static OwnershipChange parse(Map<String, String> parameters) {
    for (String key : Fields.map(FIELD, parameters).keySet()) {
      if (!KEYS.contains(key)) {
        throw CsiException.invalid(
            FIELD + " key", key, "only mountPermissions, uid and gid can be changed");
      }
    }
    return new OwnershipChange(
        DirectoryOwnership.mode(FIELD, parameters),
        DirectoryOwnership.number(FIELD, parameters, "uid"),
        DirectoryOwnership.number(FIELD, parameters, "gid"));
  }
}
