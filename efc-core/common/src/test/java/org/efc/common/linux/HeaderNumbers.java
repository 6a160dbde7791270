// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The numbers that a kernel header of this machine gives to names. */
final class HeaderNumbers {
  private static final Pattern DEFINE =
      Pattern.compile("^#define\\s+(\\w+)\\s+(0x[0-9a-f]+|\\d+)\\b", Pattern.MULTILINE);

  private HeaderNumbers() {}

  /** By name; the test is skipped where the header is not installed. */
  static Map<String, Integer> of(Path header) throws IOException {
    assumeTrue(Files.exists(header), "no " + header);
    Map<String, Integer> numbers = new HashMap<>();
    Matcher matcher = DEFINE.matcher(Files.readString(header));
    while (matcher.find()) {
      String digits = matcher.group(2);
      // C writes octal with a leading zero, as Integer.decode reads it.
      numbers.put(matcher.group(1), Integer.decode(digits));
    }
    return numbers;
  }
}
