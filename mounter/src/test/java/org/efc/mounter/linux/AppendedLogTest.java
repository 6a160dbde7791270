// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A child that logs for ever, on a tmpfs as the one that the logs are on. */
class AppendedLogTest {
  private static final Path TMPFS = Path.of("/dev/shm");
  private static final long MIB = 1 << 20;

  private Path directory;
  private Path file;

  @BeforeEach
  void makeDirectory() throws IOException {
    assumeThat(TMPFS).isDirectory();
    directory = Files.createTempDirectory(TMPFS, "appended-log");
    file = directory.resolve("client.log");
  }

  @AfterEach
  void remove() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(directory);
  }

  private long allocated() throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    assertThat(stat.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return 512
        * Long.parseLong(
            new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  @Test
  void aChildThatLogsForEverIsBoundedAndLosesNoNewLine() throws Exception {
    Process child =
        new ProcessBuilder("seq", "1000000000")
            .redirectOutput(ProcessBuilder.Redirect.appendTo(file.toFile()))
            .start();
    AppendedLog log = new AppendedLog(file);
    long most = 0;
    try {
      while (Files.size(file) < 64 * MIB) {
        log.limit();
        most = Math.max(most, allocated());
        TimeUnit.MILLISECONDS.sleep(1);
      }
    } finally {
      child.destroyForcibly().waitFor();
    }
    log.limit();
    assertThat(allocated()).isLessThanOrEqualTo(AppendedLog.MOST + MIB);
    assertThat(most).as("while it wrote").isLessThan(48 * MIB);
    assertThat(Files.size(file)).isGreaterThanOrEqualTo(64 * MIB);
    List<String> lines = linesAfterTheHole();
    assertThat(lines.size()).isGreaterThan(100_000);
    long number = Long.parseLong(lines.getFirst());
    for (String line : lines) {
      assertThat(Long.parseLong(line)).isEqualTo(number++);
    }
  }

  /** Whole lines, and the last one only if it was written to its end. */
  private List<String> linesAfterTheHole() throws IOException {
    byte[] all = Files.readAllBytes(file);
    int start = all.length;
    while (start > 0 && all[start - 1] != 0) {
      start--;
    }
    String text = new String(all, start, all.length - start, StandardCharsets.US_ASCII);
    String whole = text.substring(text.indexOf('\n') + 1, text.lastIndexOf('\n'));
    return whole.lines().toList();
  }

  @Test
  void aShortLogStaysAsItIs() throws Exception {
    Files.writeString(file, "one\ntwo\n");
    new AppendedLog(file).limit();
    assertThat(file).hasContent("one\ntwo\n");
  }

  @Test
  void aLogThatIsNotThereIsNoFailure() {
    new AppendedLog(file).limit();
    assertThat(file).doesNotExist();
  }
}
