// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.RestartingBackend;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code write=unstable}: what a restart of the server in between means for an application. */
class UnstableWritesTest {
  /** Writes, and waits with the file open; a shell would close it after each write. */
  private static final String WRITER =
      "perl -MIO::Handle -e '$| = 1; open(F, \">\", $ARGV[0]); syswrite(F, \"one\");"
          + " print \"ready\\n\"; <STDIN>; ";

  private final MemoryTree tree = new MemoryTree();
  private final AtomicLong verifier = new AtomicLong(1);
  private MountedVolume volume;

  @BeforeEach
  void mount() throws IOException {
    volume =
        MountedVolume.of(
            () -> RestartingBackend.before(new MemoryBackend(tree), verifier), "write=unstable");
  }

  @AfterEach
  void unmount() throws IOException {
    volume.close();
  }

  @Test
  void closeSucceedsWhenTheServerStayedUp() throws InterruptedException {
    assertThat(volume.sh("echo x > $1/f && cat $1/f")).isEqualTo("x\n");
    assertThat(volume.count("efc_lost_writes_total")).isZero();
  }

  @Test
  void syncFailsOnceWhenTheServerRestarted() throws Exception {
    try (Command application =
        volume.start(
            WRITER
                + "print F->sync() ? \"ok\\n\" : \"$!\\n\"; syswrite(F, \"two\");"
                + " print F->sync() ? \"ok\\n\" : \"$!\\n\"' $1/f")) {
      assertThat(application.line()).isEqualTo("ready");
      verifier.set(2);
      application.say("go\n");
      assertThat(application.finish().output()).isEqualTo("Input/output error\nok\n");
    }
    assertThat(volume.count("efc_lost_writes_total")).isEqualTo(1);
  }

  @Test
  void theSameHoldsWhenTheClientWasRestartedToo() throws Exception {
    try (Command application =
        volume.start(WRITER + "print F->sync() ? \"ok\\n\" : \"$!\\n\"' $1/f")) {
      assertThat(application.line()).isEqualTo("ready");
      volume.crash();
      verifier.set(2);
      volume.adoptAgain();
      application.say("go\n");
      assertThat(application.finish().output()).isEqualTo("Input/output error\n");
    }
  }
}
