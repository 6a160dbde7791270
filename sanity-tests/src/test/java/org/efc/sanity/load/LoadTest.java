// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reader and writer on a plain directory, and what they make of a damaged one. */
class LoadTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  @Test
  void theWriterFindsItsOwnBlocksRight() {
    try (Load writer = Load.writer(directory)) {
      writer.awaitProgress(200, LIMIT);
      LoadReport report = writer.finish(LIMIT);
      assertThat(report.errors()).as(report.message()).isZero();
      assertThat(report.verifiedBytes()).isPositive();
      assertThat(Journal.verify(directory, report.records()).errors()).isZero();
    }
  }

  @Test
  void theReaderSeesDamageInItsSample() throws IOException {
    try (Load reader = Load.reader(directory)) {
      // In place: a reader that meets a truncated file tells of its size, and of no block.
      Files.write(directory.resolve("sample.dat"), new byte[1 << 24], StandardOpenOption.WRITE);
      reader.awaitProgress(2000, LIMIT);
      LoadReport report = reader.finish(LIMIT);
      assertThat(report.errors()).isPositive();
      assertThat(report.message()).contains("block ");
    }
  }

  @Test
  void aReportSurvivesItsOwnLine() {
    LoadReport report = new LoadReport(1, 2, 3, 4, Duration.ofNanos(5), "read block 7: EIO");
    assertThat(LoadReport.parse(report.line())).isEqualTo(report);
    assertThat(LoadReport.parse(LoadReport.NONE.line())).isEqualTo(LoadReport.NONE);
  }
}
