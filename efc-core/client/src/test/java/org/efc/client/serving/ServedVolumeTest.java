// SPDX-License-Identifier: Apache-2.0
package org.efc.client.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.efc.client.config.ClientConfig;
import org.efc.client.config.ClientException;
import org.efc.client.config.VolumeOptions;
import org.efc.client.state.InodeTable;
import org.efc.common.linux.Fd;
import org.efc.common.metrics.Metrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedVolumeTest {
  @TempDir Path state;

  private static Set<Thread> threads() {
    return Set.copyOf(Thread.getAllStackTraces().keySet());
  }

  /** A process that gets ready for another volume lives on after that. */
  @Test
  void anAdoptionThatFailsLeavesNoThreadAndNoLock() throws Exception {
    ClientConfig config = config();
    Files.createDirectory(config.initFile());
    Set<Thread> before = threads();
    try (Fd device = Fd.open("/dev/null", 2, 0)) {
      assertThatThrownBy(() -> ServedVolume.adopt(device, config, new Metrics()))
          .isInstanceOf(ClientException.class);
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(threads())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    .doesNotContain("revalidation"));
    InodeTable.open(config.inodesFile(), config.volumeHash(), 1024).close();
  }

  private ClientConfig config() {
    return new ClientConfig(
        3,
        OptionalInt.empty(),
        state,
        "memory:",
        "test",
        false,
        false,
        VolumeOptions.parse(List.of()));
  }
}
