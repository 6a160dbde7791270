// SPDX-License-Identifier: Apache-2.0
package org.efc.client.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Handle;
import org.junit.jupiter.api.Test;

class UsageScanTest {
  @Test
  void aHugeTreeIsScannedInASmallHeap() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx24m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                HugeTree.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
      assertThat(output).matches("(\\d+) of \\1\\n");
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void eachNameOfAFileCountsItsShare() {
    HugeTree tree = new HugeTree(1000, 3, 2);
    BlockingBackend backend = new BlockingBackend(tree.backend(), Duration.ofSeconds(10));
    assertThat(new UsageScan(backend, 0).run(Handle.of(new byte[4]))).isEqualTo(tree.bytes());
  }
}
