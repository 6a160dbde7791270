// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.efc.csi.CsiException;

/**
 * The options of a client that a volume may set, as mount options of a StorageClass or as
 * attributes of a volume. What is not listed here is refused, so that a misspelt option is named
 * before anything is mounted.
 */
final class ClientOptions {
  /** The client reports files of every group as belonging to this one: VOLUME_MOUNT_GROUP. */
  static final String MOUNT_GROUP = "mount-group";

  private static final Pattern DURATION = Pattern.compile("[0-9]{1,9}(ms|s|m|h)?");

  /** Options by name, with the form of their values and its description. */
  private static final Map<String, Form> OPTIONS =
      new TreeMap<>(
          Map.of(
              "attr-ttl", Form.DURATION_VALUE,
              "entry-ttl", Form.DURATION_VALUE,
              "negative-ttl", Form.DURATION_VALUE));

  private enum Form {
    DURATION_VALUE(DURATION, "a duration as in 500ms, 3s or 1m is wanted");

    private final Pattern pattern;
    private final String description;

    Form(Pattern pattern, String description) {
      this.pattern = pattern;
      this.description = description;
    }
  }

  private ClientOptions() {}

  static boolean isKnown(String name) {
    return OPTIONS.containsKey(name);
  }

  static List<String> names() {
    return List.copyOf(OPTIONS.keySet());
  }

  /** Checks the value of a known option. */
  static String check(String field, String name, String value) {
    Form form = OPTIONS.get(name);
    if (form == null) {
      throw CsiException.invalid(field, name, "there are " + String.join(", ", names()));
    }
    if (!form.pattern.matcher(value).matches()) {
      throw CsiException.invalid(field + "[" + name + "]", value, form.description);
    }
    return value;
  }
}
