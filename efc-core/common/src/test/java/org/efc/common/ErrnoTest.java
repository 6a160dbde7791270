// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ErrnoTest {
  private static final List<Path> HEADERS =
      List.of(
          Path.of("/usr/include/asm-generic/errno-base.h"),
          Path.of("/usr/include/asm-generic/errno.h"));
  private static final Pattern DEFINE = Pattern.compile("#define\\s+(E\\w+)\\s+(\\d+)");

  @Test
  void numbersAreThoseOfTheKernelHeaders() throws IOException {
    assumeTrue(HEADERS.stream().allMatch(Files::exists), "no kernel headers");
    Map<String, Integer> defined = new HashMap<>();
    for (Path header : HEADERS) {
      Matcher matcher = DEFINE.matcher(Files.readString(header));
      while (matcher.find()) {
        defined.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
      }
    }
    for (Errno errno : Errno.values()) {
      assertThat(defined).containsEntry(errno.name(), errno.code());
    }
  }

  @Test
  void numberLeadsBackToTheConstant() {
    for (Errno errno : Errno.values()) {
      assertThat(Errno.of(errno.code())).isEqualTo(errno);
    }
  }

  @Test
  void unknownNumbersAreInputOutputErrors() {
    for (int code : new int[] {-1, 0, 8, 41, 133, 134, 512, Integer.MAX_VALUE}) {
      assertThat(Errno.of(code)).as("errno %d", code).isEqualTo(Errno.EIO);
    }
  }
}
