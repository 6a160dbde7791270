// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.ListVolumesRequest;
import java.util.Optional;
import org.efc.csi.failure.CsiException;

/**
 * ListVolumes.
 *
 * @param maxEntries 0 for no limit
 * @param after where the page before ended
 */
public record ListRequest(int maxEntries, Optional<ListPosition> after) {

  public static ListRequest parse(ListVolumesRequest request) {
    if (request.getMaxEntries() < 0) {
      throw CsiException.invalid(
          "max_entries", "" + request.getMaxEntries(), "not less than 0 is wanted");
    }
    String token = request.getStartingToken();
    return new ListRequest(
        request.getMaxEntries(),
        token.isEmpty() ? Optional.empty() : Optional.of(ListPosition.parse(token)));
  }
}
