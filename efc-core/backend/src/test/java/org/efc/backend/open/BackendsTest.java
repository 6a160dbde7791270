// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.efc.backend.Backend;
import org.efc.backend.file.FileBackend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(5);

  @Test
  void memoryIsOpened() {
    try (Backend backend = Backends.open(Source.parse("memory:"), DEADLINE)) {
      assertThat(backend).isInstanceOf(MemoryBackend.class);
    }
  }

  @Test
  void aLocalDirectoryIsOpened(@TempDir Path directory) {
    try (Backend backend = Backends.open(Source.parse("file://" + directory), DEADLINE)) {
      assertThat(backend).isInstanceOf(FileBackend.class);
    }
  }
}
