// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.Map;
import java.util.OptionalInt;
import org.efc.csi.CsiException;

/**
 * Whose a new volume's directory is, from the parameters {@code mountPermissions}, {@code uid} and
 * {@code gid}.
 *
 * @param mode 07777 at most
 */
public record DirectoryOwnership(int mode, OptionalInt uid, OptionalInt gid) {
  /** Pods run as any user: without a wish the directory is open to all, as its export is. */
  private static final String DEFAULT_MODE = "0777";

  static DirectoryOwnership parse(Map<String, String> parameters) {
    String mode = parameters.getOrDefault("mountPermissions", DEFAULT_MODE);
    if (!mode.matches("0?[0-7]{3,4}")) {
      throw CsiException.invalid(
          "parameters[mountPermissions]", mode, "an octal mode as in 0770 is wanted");
    }
    return new DirectoryOwnership(
        Integer.parseInt(mode, 8), number(parameters, "uid"), number(parameters, "gid"));
  }

  private static OptionalInt number(Map<String, String> parameters, String key) {
    String text = parameters.getOrDefault(key, "");
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(Fields.number("parameters[" + key + "]", text, 0, Integer.MAX_VALUE));
  }
}
