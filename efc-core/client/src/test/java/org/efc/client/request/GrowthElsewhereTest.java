// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.HeldReads;
import org.efc.client.fixture.MountedVolume;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A file grows by another node while a READ of its old end is under way, and the kernel hears of
 * the new size before it has the READ's reply: Linux then fills the page with zeros up to a size
 * that it believes (fuse_short_read of fs/fuse/file.c trims the size only if no attributes came
 * meanwhile).
 */
@ParameterizedClass
@ValueSource(strings = {"attr-ttl=0s", "attr-ttl=3s"})
class GrowthElsewhereTest {
  private final HeldReads reads = new HeldReads();
  private final String option;
  private MountedVolume here;
  private MountedVolume there;

  GrowthElsewhereTest(String option) {
    this.option = option;
  }

  @BeforeEach
  void mount() throws IOException {
    MemoryTree tree = new MemoryTree();
    here = MountedVolume.of(() -> reads.before(new MemoryBackend(tree)), option, "entry-ttl=0s");
    there = MountedVolume.of(tree);
  }

  @AfterEach
  void unmount() throws IOException {
    reads.release();
    try {
      here.close();
    } finally {
      there.close();
    }
  }

  /** How the kernel can be told a size, as a script: by LOOKUP, READDIRPLUS, OPEN and GETATTR. */
  private static final List<String> LOOKS =
      List.of("stat $1/f", "ls -l $1", ": < $1/f; stat $1/f", "chmod 640 $1/f", "ln $1/f $1/g");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aReadThatIsAnsweredAfterTheNewSizeHasNoZeros(int look) throws Exception {
    there.sh("printf %0100d 1 > $1/f");
    reads.hold();
    try (Command reader = here.start("cat $1/f")) {
      await().until(() -> reads.held() > 0);
      there.sh("printf %0100d 2 >> $1/f");
      try (Command looking = here.start(LOOKS.get(look))) {
        // With the mend the look waits for the READ; without it, it is over before.
        await().during(Duration.ofMillis(200)).until(reader::isRunning);
        reads.release();
        assertThat(looking.finish().output()).doesNotContain("rror");
      }
      assertThat(reader.finish().output()).matches("[012]*").doesNotContain("\0");
    }
    assertThat(here.sh("cat $1/f")).matches("[012]{200}");
  }

  /** The tail is in the page cache, with zeros behind it; the reader does not open anew. */
  @Test
  void aReaderThatHoldsTheFileOpenReadsOnAtOnce() throws Exception {
    there.sh("printf %0100d 1 > $1/f");
    try (Command reader =
        here.start(
            "exec 3< $1/f; head -c 1000 <&3 > /dev/null; echo read; read line;"
                + " dd bs=1000 count=1 <&3 2> /dev/null; echo")) {
      assertThat(reader.line()).isEqualTo("read");
      there.sh("printf %0100d 2 >> $1/f");
      here.sh(option.equals("attr-ttl=0s") ? ":" : "sleep 3.1");
      reader.say("go\n");
      assertThat(reader.finish().output().strip()).matches("[02]{100}");
    }
  }

  /** The kernel was told a size that the file has no more: the READ ends where the file does. */
  @Test
  void aFileThatShrankElsewhereIsReadToItsEnd() throws Exception {
    there.sh("printf %0200d 1 > $1/f");
    try (Command reader =
        here.start(
            "exec 3< $1/f; stat -L /dev/fd/3 > /dev/null; echo open; read line;"
                + " dd bs=1000 count=1 <&3 2> /dev/null; echo")) {
      assertThat(reader.line()).isEqualTo("open");
      there.sh("truncate -s 100 $1/f");
      reader.say("go\n");
      assertThat(reader.finish().output().strip()).matches("0{100}");
    }
    there.sh("printf %0100d 2 >> $1/f");
    assertThat(here.sh("cat $1/f")).matches("[02]{200}");
  }
}
