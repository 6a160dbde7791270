// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;

/** Validates what becomes a command line, a path or a record. */
final class SpecCheck {
  private static final int MAX_ID = 1024;
  private static final int MAX_TEXT = 4096;

  private SpecCheck() {}

  /**
   * @throws MountException INVALID naming field and value
   */
  static void check(MountSpec spec) {
    volumeId(spec.volumeId());
    text("source", spec.source(), MAX_TEXT);
    for (Map.Entry<String, String> option : spec.options().entrySet()) {
      text("option name", option.getKey(), MAX_TEXT);
      if (option.getKey().contains("=")) {
        throw invalid("option name", option.getKey(), "contains '='");
      }
      if (!option.getValue().isEmpty()) {
        text("option " + option.getKey(), option.getValue(), MAX_TEXT);
      }
    }
  }

  /**
   * @throws MountException INVALID
   */
  static void volumeId(String volumeId) {
    text("volume id", volumeId, MAX_ID);
  }

  private static void text(String field, String value, int maxBytes) {
    if (value.isEmpty()) {
      throw invalid(field, value, "is empty");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      throw invalid(field, value.substring(0, 64) + "...", "has more than " + maxBytes + " bytes");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw invalid(field, value.replaceAll("\\p{Cntrl}", "?"), "has a control character");
    }
  }

  private static MountException invalid(String field, String value, String what) {
    return new MountException(Kind.INVALID, field + " \"" + value + "\" " + what);
  }
}
