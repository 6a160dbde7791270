// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A read-only volume, mounted without MS_RDONLY: the client itself refuses. */
class ReadOnlyTest {
  private final MemoryTree tree = new MemoryTree();

  private void fill() throws IOException, InterruptedException {
    try (MountedVolume writable = MountedVolume.of(tree)) {
      writable.sh("cd $1 && echo x > f && mkdir d && ln -s f l && touch g");
    }
  }

  @Test
  void readsEverything() throws IOException, InterruptedException {
    fill();
    try (MountedVolume volume = MountedVolume.readOnly(tree)) {
      assertThat(volume.sh("cd $1 && cat f l && ls")).isEqualTo("x\nx\nd\nf\ng\nl\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo y > f",
        "echo y >> f",
        "truncate -s 0 f",
        "touch n",
        "mkdir n",
        "rmdir d",
        "rm -f f",
        "mv f n",
        "mv f g",
        "ln f n",
        "ln -s f n",
        "mkfifo n",
        "chmod 777 f",
        "chown 5 f",
        "touch f"
      })
  void refusesChanges(String change) throws IOException, InterruptedException {
    fill();
    try (MountedVolume volume = MountedVolume.readOnly(tree)) {
      assertThat(volume.run("cd $1 && " + change).output()).contains("Read-only file system");
    }
  }
}
