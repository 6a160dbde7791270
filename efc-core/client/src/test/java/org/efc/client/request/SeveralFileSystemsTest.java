// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.TwoFileSystems;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two file systems beneath one export: file ids say who is who within one of them only. */
class SeveralFileSystemsTest {
  private static final String FOREIGN = "chown " + TwoFileSystems.OWNER + ":$(stat -c %i a) ";

  private final MemoryTree tree = new MemoryTree();
  private MountedVolume volume;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    volume =
        MountedVolume.of(
            () -> TwoFileSystems.before(new MemoryBackend(tree)), "attr-ttl=0", "entry-ttl=0");
    volume.sh("cd $1 && echo one > a && echo two > b && " + FOREIGN + "b");
  }

  @AfterEach
  void unmount() throws IOException {
    volume.close();
  }

  @Test
  void theSameFileIdInAnotherFileSystemIsAnotherFile() throws InterruptedException {
    assertThat(volume.sh("cd $1 && [ $(stat -c %i a) != $(stat -c %i b) ] && cat a b"))
        .isEqualTo("one\ntwo\n");
    assertThat(volume.sh("cd $1 && echo more >> a && cat b && [ ! a -ef b ] && echo differ"))
        .isEqualTo("two\ndiffer\n");
    assertThat(volume.sh("cd $1 && cp -a . /tmp/$$ && cat /tmp/$$/b; rm -r /tmp/$$"))
        .as("what cp takes for one file with two names")
        .isEqualTo("two\n");
  }

  @Test
  void namesOfOneFileStillAreOne() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && ln b c && ln a d && [ b -ef c ] && [ a -ef d ] && [ ! c -ef d ]"
                    + " && stat -c %h a b && find . -samefile b | sort"))
        .isEqualTo("2\n2\n./b\n./c\n");
  }

  @Test
  void listingsShowTheNumbersOfStat() throws InterruptedException {
    volume.sh("cd $1 && mkdir d && " + FOREIGN + "d && touch d/f");
    assertThat(
            volume.sh(
                "cd $1 && for n in a b d d/. d/..; do find $n -maxdepth 0 -printf '%i\\n';"
                    + " stat -c %i $n; done | uniq -u; ls -ai d | awk '$2 == \".\" { print $1 }' | tr -d ' ';"
                    + " stat -c %i d"))
        .satisfies(
            numbers ->
                assertThat(numbers.lines().distinct()).as("of d, by ls and by stat").hasSize(1));
  }

  @Test
  void numbersStayTheSameForTheNextClient() throws InterruptedException {
    String before = volume.sh("cd $1 && stat -c %i a b");
    volume.crashAndAdopt();
    assertThat(volume.sh("cd $1 && stat -c %i a b && cat a b")).isEqualTo(before + "one\ntwo\n");
  }

  /** Numbers above 2^32 and of all bits: find(1) and ls(1) show what stat(2) says. */
  @Test
  void theOtherFileSystemsNumbersHaveAll64Bits() throws InterruptedException {
    long number = Long.parseUnsignedLong(volume.sh("stat -c %i $1/b").strip());
    assertThat(number >>> 32).isNotZero();
    assertThat(volume.sh("cd $1 && ls -i b | cut -d' ' -f1").strip())
        .isEqualTo(Long.toUnsignedString(number));
  }
}
