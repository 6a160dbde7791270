// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import java.util.OptionalInt;
import org.efc.csi.failure.CsiException;

/**
 * Whose a new volume's directory is, from the parameters {@code mountPermissions}, {@code uid} and
 * {@code gid}.
 *
 * @param mode 07777 at most
 */
public record DirectoryOwnership(int mode, OptionalInt uid, OptionalInt gid) {
  private static final String FIELD = "parameters";

  /** Pods run as any user: without a wish the directory is open to all, as its export is. */
  private static final int DEFAULT_MODE = 0777;

  static DirectoryOwnership parse(Map<String, String> parameters) {
    return new DirectoryOwnership(
        mode(FIELD, parameters).orElse(DEFAULT_MODE),
        number(FIELD, parameters, "uid"),
        number(FIELD, parameters, "gid"));
  }

  /** The same with what is given there. */
  public DirectoryOwnership with(OwnershipChange change) {
    return new DirectoryOwnership(
        change.mode().orElse(mode),
        change.uid().isPresent() ? change.uid() : uid,
        change.gid().isPresent() ? change.gid() : gid);
  }

  /**
   * @param field the map, for messages
   */
  static OptionalInt mode(String field, Map<String, String> parameters) {
    String mode = parameters.getOrDefault("mountPermissions", "");
    if (mode.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!mode.matches("0?[0-7]{3,4}")) {
      throw CsiException.invalid(
          field + "[mountPermissions]", mode, "an octal mode as in 0770 is wanted");
    }
    return OptionalInt.of(Integer.parseInt(mode, 8));
  }

  static OptionalInt number(String field, Map<String, String> parameters, String key) {
    String text = parameters.getOrDefault(key, "");
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Fields.number(field + "[" + key + "]", text, 0, Integer.MAX_VALUE));
  }
}
