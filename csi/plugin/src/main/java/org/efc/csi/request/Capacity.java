// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import csi.v1.Csi.CapacityRange;
import org.efc.csi.failure.CsiException;
import org.efc.csi.failure.CsiException.Reason;

/**
 * How large a volume must and may be, in bytes.
 *
 * @param required at least; 0 for no wish
 * @param limit at most; 0 for no limit
 */
public record Capacity(long required, long limit) {
  /** What a volume gets when nobody says how much. */
  public static final long DEFAULT_BYTES = 1L << 30;

  static Capacity parse(CapacityRange range) {
    long required = range.getRequiredBytes();
    long limit = range.getLimitBytes();
    if (required < 0) {
      throw CsiException.invalid(
          "capacity_range.required_bytes", "" + required, "not less than 0 is wanted");
    }
    if (limit < 0) {
      throw CsiException.invalid(
          "capacity_range.limit_bytes", "" + limit, "not less than 0 is wanted");
    }
    if (limit > 0 && limit < required) {
      throw new CsiException(
          Reason.CAPACITY,
          "capacity_range.limit_bytes is " + limit + ", less than required_bytes, " + required);
    }
    return new Capacity(required, limit);
  }

  /** The size for a new volume. */
  public long choose() {
    if (required > 0) {
      return required;
    }
    return limit > 0 ? Math.min(limit, DEFAULT_BYTES) : DEFAULT_BYTES;
  }

  /** Whether a volume of this size will do. */
  public boolean allows(long bytes) {
    return bytes >= required && (limit == 0 || bytes <= limit);
  }
}
