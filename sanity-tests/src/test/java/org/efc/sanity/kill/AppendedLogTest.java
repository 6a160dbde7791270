// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendedLogTest {
  @TempDir private Path directory;

  private static String record(long appender, long number) {
    String head = appender + " " + number + " ";
    CRC32 crc = new CRC32();
    crc.update(head.getBytes(StandardCharsets.ISO_8859_1));
    String text = head + crc.getValue() + " ";
    return text + ".".repeat(95 - text.length()) + "\n";
  }

  private List<String> differences(String content) throws IOException {
    Path file = Files.writeString(directory.resolve("log"), content);
    return AppendedLog.differences(file, Map.of(1L, 2L, 2L, 1L));
  }

  @Test
  void eachRecordOnceAndInOrderIsRight() throws IOException {
    assertThat(differences(record(1, 0) + record(2, 0) + record(1, 1))).isEmpty();
  }

  @Test
  void aLostADoubledAndATornRecordAreSeen() throws IOException {
    assertThat(differences(record(1, 0) + record(2, 0))).hasSize(1);
    assertThat(differences(record(1, 0) + record(2, 0) + record(2, 0) + record(1, 1))).isNotEmpty();
    String torn = record(1, 1).replace("1 1", "1\0\0");
    assertThat(differences(record(1, 0) + record(2, 0) + torn)).isNotEmpty();
    assertThat(differences(record(1, 0) + record(2, 0) + record(1, 1).substring(1))).isNotEmpty();
  }

  @Test
  void recordsOutOfOrderAreSeen() throws IOException {
    assertThat(differences(record(1, 1) + record(2, 0) + record(1, 0))).isNotEmpty();
  }
}
