// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/** The field {@code volume_id} of requests that have little else. */
public final class VolumeIdField {
  private VolumeIdField() {}

  /** An id of any form: it may be one that we never made. */
  public static String required(String volumeId) {
    return Fields.required("volume_id", volumeId);
  }

  /** The same, with the secrets that came along. */
  public static String required(String volumeId, Map<String, String> secrets) {
    Fields.secrets(secrets);
    return required(volumeId);
  }

  /**
   * An id that CreateVolume made.
   *
   * @throws CsiException NO_SUCH_VOLUME
   */
  public static VolumeId ours(String volumeId) {
    return VolumeId.parse(volumeId).orElseThrow(() -> unknown(volumeId));
  }

  /** What to throw for a volume that does not exist. */
  public static CsiException unknown(String volumeId) {
    return new CsiException(
        Reason.NO_SUCH_VOLUME, "volume_id is \"" + volumeId + "\": no such volume");
  }
}
