// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.junit.jupiter.api.Test;

/** Hard links, symbolic links and special files. */
class LinksTest extends VolumeTest {

  @Test
  void allNamesOfAFileAreOneInode() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > a && ln a b && mkdir d && ln b d/c && stat -c '%h %i' a b d/c"
                    + " | sort -u | wc -l && echo y >> a && cat d/c"))
        .isEqualTo("1\nx\ny\n");
  }

  @Test
  void linkCountsOfOtherNamesFollowAtOnce() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > a && ln a b && stat -c %h a b && rm b && stat -c %h a"
                    + " && ln a c && echo z > d && mv d c && stat -c %h a"))
        .isEqualTo("2\n2\n1\n1\n");
  }

  @Test
  void changeTimesOfOtherNamesFollowAtOnce() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > a && p=$(stat -c %z a) && ln a b && q=$(stat -c %z a)"
                    + " && rm b && r=$(stat -c %z a)"
                    + " && [ \"$p\" != \"$q\" ] && [ \"$q\" != \"$r\" ] && echo changed"))
        .isEqualTo("changed\n");
  }

  @Test
  void symbolicLinksKeepTheirTarget() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && ln -s ../no/where l && readlink l && stat -c '%F %s' l && mkdir d"
                    + " && ln -s d e && touch e/f && ls d"))
        .isEqualTo("../no/where\nsymbolic link 11\nf\n");
  }

  @Test
  void renamesFilesAndDirectories() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir -p a/b && echo x > a/b/f && mv a c && mv c/b/f c/g && mv c/g c/h"
                    + " && find . | sort"))
        .isEqualTo(".\n./c\n./c/b\n./c/h\n");
  }

  @Test
  void refusesRenamesThatItCannotDoInOneStep() throws InterruptedException {
    volume.sh("cd $1 && echo a > a && echo b > b");
    // renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE)
    assertThat(
            volume
                .run(
                    "cd $1 && perl -e '($a, $b) = (\"a\", \"b\");"
                        + " syscall(316, -100, $a, -100, $b, 2); print $!+0'")
                .output())
        .isEqualTo("22");
    assertThat(volume.sh("cd $1 && cat a b")).isEqualTo("a\nb\n");
  }

  @Test
  void makesSpecialFiles() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkfifo p && mknod c c 1 3 && mknod b b 259 1048575"
                    + " && stat -c '%F %t %T' p c b && (echo through > p & cat p) && echo x > c"))
        .isEqualTo("fifo 0 0\ncharacter special file 1 3\nblock special file 103 fffff\nthrough\n");
  }
}
