// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.efc.backend.BackendException;
import org.efc.common.Errno;

/**
 * Lines of {@code key=value}, as our files on a source are; what {@link java.util.Properties}, the
 * client's reader, understands. A key that a reader does not know is for a later version, and
 * ignored.
 *
 * @param values without control characters
 */
record KeyValues(Map<String, String> values) {
  private static final String VERSION = "1";

  static KeyValues parse(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1).replace("\\\\", "\\"));
      }
    }
    return new KeyValues(values);
  }

  String text() {
    StringBuilder text = new StringBuilder("version=" + VERSION + "\n");
    values.forEach(
        (key, value) ->
            text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
    return text.toString();
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /**
   * @throws BackendException EBADMSG naming the key
   */
  long bytes(String key) {
    String value = values.getOrDefault(key, "");
    if (!value.matches("[0-9]{1,18}")) {
      throw new BackendException(
          key + " is \"" + value + "\" in a file of ours: not a number of bytes", Errno.EBADMSG);
    }
    return Long.parseLong(value);
  }
}
