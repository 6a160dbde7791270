// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.efc.csi.failure.CsiException;

/**
 * The options of a client that a volume may set, as mount options of a StorageClass or as
 * attributes of a volume. What is not listed here is refused, so that a misspelt option is named
 * before anything is mounted.
 */
final class ClientOptions {
  /** The client reports files of every group as belonging to this one: VOLUME_MOUNT_GROUP. */
  static final String MOUNT_GROUP = "mount-group";

  /** Options by name, with the form of their values; the client knows the limits. */
  private static final Map<String, Form> OPTIONS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("attr-ttl", Form.DURATION),
              Map.entry("entry-ttl", Form.DURATION),
              Map.entry("negative-ttl", Form.DURATION),
              Map.entry("quota-interval", Form.DURATION),
              Map.entry("cto", Form.SWITCH),
              Map.entry("write", Form.STABILITY),
              Map.entry("lock", Form.LOCKING),
              Map.entry("readers", Form.NUMBER),
              Map.entry("in-flight", Form.NUMBER),
              Map.entry("max-inodes", Form.NUMBER),
              Map.entry("max-transfer", Form.NUMBER)));

  private enum Form {
    DURATION("[0-9]{1,9}(ms|s|m)?", "a duration as in 500ms, 3s or 1m is wanted"),
    NUMBER("[0-9]{1,9}", "a number is wanted"),
    STABILITY("stable|unstable|local", "stable, unstable or local is wanted"),
    SWITCH("on|off", "on or off is wanted"),
    LOCKING("local|none", "local or none is wanted");

    private final Pattern pattern;
    private final String wanted;

    Form(String pattern, String wanted) {
      this.pattern = Pattern.compile(pattern);
      this.wanted = wanted;
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
      throw CsiException.invalid(field + "[" + name + "]", value, form.wanted);
    }
    return value;
  }
}
