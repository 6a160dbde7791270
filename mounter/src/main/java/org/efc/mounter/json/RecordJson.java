// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Records as JSON, in files and messages that another version may have written: what is unknown is
 * ignored, what is missing or null is an error.
 */
public final class RecordJson {
  private RecordJson() {}

  /** To be built as it is, or with what a file wants besides. */
  public static JsonMapper.Builder builder() {
    return JsonMapper.builder()
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
  }
}
