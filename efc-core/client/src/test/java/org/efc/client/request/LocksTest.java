// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.fuse.InitPreferences;
import org.efc.fuse.Negotiated;
import org.junit.jupiter.api.Test;

/** What is negotiated for {@code lock=}, and what becomes of it under the next process. */
class LocksTest {
  private static final String LOCK = "flock -n $1/f echo got it 2>&1";

  private final MemoryTree tree = new MemoryTree();

  private MountedVolume mount(String... options) throws IOException, InterruptedException {
    MountedVolume volume = MountedVolume.of(() -> new MemoryBackend(tree), options);
    volume.sh("touch $1/f");
    return volume;
  }

  private static Negotiated negotiated(MountedVolume volume) throws IOException {
    return Negotiated.parse(java.nio.file.Files.readAllBytes(volume.state().resolve("init")));
  }

  @Test
  void theKernelKeepsLocksUnlessToldOtherwise() throws Exception {
    for (String[] options : new String[][] {{}, {"lock=local"}}) {
      try (MountedVolume volume = mount(options)) {
        assertThat(volume.sh(LOCK)).isEqualTo("got it\n");
        assertThat(negotiated(volume).flags() & InitPreferences.LOCK_FLAGS).isZero();
      }
    }
  }

  @Test
  void withoutLocksWhoWantsOneIsToldSo() throws Exception {
    try (MountedVolume volume = mount("lock=none")) {
      assertThat(volume.run(LOCK).output()).contains("No locks available");
      assertThat(negotiated(volume).has(InitPreferences.LOCK_FLAGS)).isTrue();
    }
  }

  @Test
  void theNextProcessRefusesThemToo() throws Exception {
    try (MountedVolume volume = mount("lock=none")) {
      volume.crashAndAdopt();
      assertThat(volume.run(LOCK).output()).contains("No locks available");
    }
  }
}
