// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.efc.csi.failure.CsiException;

/** Checks that hold for every field of a kind: the size limits of the CSI specification. */
final class Fields {
  /** "String fields ... SHOULD be limited to 128 bytes" (CSI, "Size limits"). */
  static final int MAX_STRING = 128;

  /** "map&lt;string, string&gt; ... 4 KiB" (the same). */
  static final int MAX_MAP = 4096;

  private Fields() {}

  /** A string that must be there, of 1..128 bytes without control characters. */
  static String required(String field, String value) {
    if (value.isEmpty()) {
      throw CsiException.missing(field);
    }
    limit(field, value, MAX_STRING);
    return printable(field, value);
  }

  static void limit(String field, String value, int most) {
    int bytes = bytes(value);
    if (bytes > most) {
      throw CsiException.invalid(field, value, bytes + " bytes, the limit is " + most);
    }
  }

  static String printable(String field, String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw CsiException.invalid(field, value, "it has a control character");
    }
    return value;
  }

  /** A map of 4 KiB at most, without control characters. */
  static Map<String, String> map(String field, Map<String, String> map) {
    mapSize(field, map);
    map.forEach(
        (key, value) -> {
          printable(field + " key", key);
          printable(field + "[" + key + "]", value);
        });
    return map;
  }

  /** Secrets are checked for their size only, and named by it: their text stays out of messages. */
  static void secrets(Map<String, String> secrets) {
    mapSize("secrets", secrets);
  }

  private static void mapSize(String field, Map<String, String> map) {
    int size = 0;
    for (Map.Entry<String, String> entry : map.entrySet()) {
      size += bytes(entry.getKey()) + bytes(entry.getValue());
    }
    if (size > MAX_MAP) {
      throw new CsiException(
          CsiException.Reason.INVALID_FIELD,
          field + " has " + size + " bytes, the limit is " + MAX_MAP);
    }
  }

  static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** A whole number from {@code least} to {@code most}. */
  static int number(String field, String value, int least, int most) {
    if (value.matches("[0-9]{1,10}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw CsiException.invalid(field, value, "a number " + least + ".." + most + " is wanted");
  }
}
