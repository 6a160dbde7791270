// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.Test;

/** More names than the table of inodes has room for. */
class ReclaimTest {
  private static final int LIMIT = 1024;
  private static final int NAMES = 3000;

  private static MountedVolume full() throws IOException {
    return MountedVolume.of(new MemoryTree(), "max-inodes=" + LIMIT);
  }

  private static boolean canPrune(MountedVolume volume) {
    return volume.volume().session().notifier().prune(1_000_000);
  }

  @Test
  void namesThatNobodyUsesMakeWayForOthers() throws Exception {
    try (MountedVolume volume = full()) {
      assumeTrue(canPrune(volume), "the kernel has FUSE_NOTIFY_PRUNE");
      String script =
          "cd \"$1\" && exec 3>kept && for i in $(seq "
              + NAMES
              + "); do : > f$i || exit 1; done"
              + " && for i in $(seq "
              + NAMES
              + "); do [ -e f$i ] || exit 2; done"
              + " && ls -l | wc -l && echo kept >&3 && cat kept";
      Command.Result result = volume.run(script);
      assertThat(result.toString()).contains("" + (NAMES + 2)).contains("kept");
      assertThat(result.toString()).doesNotContain("allocate");
      assertThat(volume.volume().inodes().size()).isLessThanOrEqualTo(LIMIT);
    }
  }
}
