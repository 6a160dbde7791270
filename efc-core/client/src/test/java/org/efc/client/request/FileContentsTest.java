// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.junit.jupiter.api.Test;

/** Reads, writes, truncates and appends through a real mount. */
class FileContentsTest extends VolumeTest {

  @Test
  void readsBackWhatWasWritten() throws InterruptedException {
    assertThat(volume.sh("cd $1 && echo hello > f && cat f")).isEqualTo("hello\n");
  }

  @Test
  void keepsManyMegabytesUnchanged() throws InterruptedException {
    String sums =
        volume.sh(
            "head -c 20000000 /dev/urandom | tee $1/f | md5sum; md5sum < $1/f;"
                + " dd if=$1/f iflag=direct bs=1M status=none | md5sum");
    assertThat(sums.lines().distinct()).hasSize(1);
    assertThat(sums.lines()).hasSize(3);
  }

  @Test
  void writesInTheMiddleWithoutTruncating() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo 0123456789 > f"
                    + " && printf ab | dd of=f bs=1 seek=3 conv=notrunc status=none && cat f"))
        .isEqualTo("012ab56789\n");
  }

  @Test
  void appends() throws InterruptedException {
    assertThat(volume.sh("cd $1 && echo a > f && echo b >> f && (echo c; echo d) >> f && cat f"))
        .isEqualTo("a\nb\nc\nd\n");
  }

  @Test
  void truncatesDownAndUpWithZeros() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && printf abcdefgh > f && truncate -s 3 f && truncate -s 6 f"
                    + " && od -An -c f && stat -c %s f"))
        .isEqualTo("   a   b   c  \\0  \\0  \\0\n6\n");
  }

  @Test
  void truncatesWhenOpenedSo() throws InterruptedException {
    assertThat(volume.sh("cd $1 && echo long-content > f && echo x > f && cat f && stat -c %s f"))
        .isEqualTo("x\n2\n");
  }

  @Test
  void leavesHolesOutOfTheUsedSpace() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && printf end | dd of=f bs=1 seek=5368709120 status=none"
                    + " && stat -c %s f && tail -c 3 f && [ $(stat -c %b f) -lt 1000 ] && echo :sparse"))
        .isEqualTo("5368709123\nend:sparse\n");
  }

  @Test
  void copiesAndComparesATree() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir -p a/b/c && for i in 1 2 3 4 5 6 7 8 9; do head -c $((i*1000)) "
                    + "/dev/urandom > a/b/f$i; ln -s f$i a/b/l$i; done"
                    + " && cp -a a copy && diff -r a copy && rm -r a && find copy | wc -l"))
        .isEqualTo("21\n");
  }

  @Test
  void refusesToAllocateWithoutPretending() throws InterruptedException {
    assertThat(volume.run("touch $1/f; fallocate -p -o 0 -l 4096 $1/f").output())
        .contains("unsupported");
    assertThat(volume.run("LC_ALL=C fallocate -x -l 4096 $1/f; stat -c %s $1/f").output())
        .isEqualTo("4096\n");
  }

  @Test
  void saysThatThereAreNoExtendedAttributes() throws InterruptedException {
    assertThat(
            volume
                .run(
                    "touch $1/f && perl -e '"
                        + "$r = syscall(188, $ARGV[0], \"user.a\", \"b\", 1, 0); print $!+0'"
                        + " $1/f 2>/dev/null || true")
                .output())
        .isIn("95", "");
  }

  @Test
  void syncs() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && dd if=/dev/zero of=f bs=4k count=3 conv=fsync status=none && sync f . && stat -c %s f"))
        .isEqualTo("12288\n");
  }
}
