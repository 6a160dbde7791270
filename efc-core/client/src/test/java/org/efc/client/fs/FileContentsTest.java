// SPDX-License-Identifier: Apache-2.0
package org.efc.client.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reads, writes, truncates and appends through a real mount. */
class FileContentsTest {
  private MountedVolume volume;

  @BeforeEach
  void mount() throws IOException {
    volume = MountedVolume.of(new MemoryTree());
  }

  @AfterEach
  void unmount() throws IOException {
    volume.close();
  }

  @Test
  void readsBackWhatWasWritten() throws InterruptedException {
    assertThat(volume.sh("cd $1 && echo hello > f && cat f")).isEqualTo("hello\n");
  }
}
