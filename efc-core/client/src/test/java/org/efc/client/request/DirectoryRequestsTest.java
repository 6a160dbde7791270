// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.junit.jupiter.api.Test;

/** Listings through a real mount. */
class DirectoryRequestsTest extends VolumeTest {

  @Test
  void listsEachOfTenThousandNamesOnce() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir d && cd d && seq -f n%g 10000 | xargs touch && ls -f | sort -u | wc -l"
                    + " && ls -f | wc -l && ls -l | tail -n +2 | wc -l && find . -type f | wc -l"))
        .isEqualTo("10002\n10002\n10000\n10000\n");
  }

  @Test
  void removesAFullTree() throws InterruptedException {
    volume.sh("cd $1 && mkdir -p a/b/c && seq -f a/b/n%g 2000 | xargs touch && rm -r a");
    assertThat(volume.stored("")).isEmpty();
  }

  @Test
  void listsDotAndDotDot() throws InterruptedException {
    assertThat(volume.sh("cd $1 && mkdir d && cd d && ls -a")).isEqualTo(".\n..\n");
  }

  @Test
  void countsSubdirectoriesAsLinks() throws InterruptedException {
    assertThat(volume.sh("cd $1 && mkdir -p d/1 d/2 && stat -c %h d && rmdir d/1 && stat -c %h d"))
        .isEqualTo("4\n3\n");
  }

  @Test
  void refusesToRemoveWhatIsNotEmptyOrNoDirectory() throws InterruptedException {
    volume.sh("cd $1 && mkdir -p d/e && echo x > f");
    assertThat(volume.run("rmdir $1/d").output()).contains("not empty");
    assertThat(volume.run("rmdir $1/f").output()).contains("Not a directory");
    assertThat(volume.run("unlink $1/d").output()).contains("Is a directory");
    assertThat(volume.run("mkdir $1/d").output()).contains("File exists");
  }

  @Test
  void showsChangesOfADirectoryAtOnce() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir d && a=$(stat -c %y%z d) && touch d/f && b=$(stat -c %y%z d)"
                    + " && rm d/f && c=$(stat -c %y%z d)"
                    + " && [ \"$a\" != \"$b\" ] && [ \"$b\" != \"$c\" ] && echo changed"))
        .isEqualTo("changed\n");
  }

  @Test
  void countsALookupForEachNameWithAttributes() throws InterruptedException {
    volume.sh("cd $1 && mkdir d && cd d && seq -f n%g 300 | xargs touch");
    volume.sh("ls -l $1/d > /dev/null");
    assertThat(volume.volume().inodes().size()).isGreaterThanOrEqualTo(302);
    volume.sh("rm -r $1/d");
    org.awaitility.Awaitility.await()
        .untilAsserted(() -> assertThat(volume.volume().inodes().size()).isEqualTo(1));
  }

  /**
   * Attributes that came with an earlier part of a listing must not undo what was written since.
   */
  @Test
  void whatIsWrittenDuringAListingStays() throws InterruptedException {
    String script =
        """
        mkdir $1/d; long=$(printf %0200d 0); for i in $(seq 400); do echo x > $1/d/$long-$i; done
        perl -e 'opendir(my $d, $ARGV[0]) or die; my @all; my $n = 0;
          while (defined(my $f = readdir $d)) {
            next if $f =~ /^\\./; push @all, $f;
            if ($n++ == 0) {
              for my $i (1..400) { open(my $o, ">>", "$ARGV[0]/$ARGV[1]-$i") or die $!; print $o "more"; close $o }
            }
          }
          my %seen; $seen{$_}++ for @all; print scalar(@all), " ", scalar(keys %seen), "\\n";
          for my $f (@all) { my $s = -s "$ARGV[0]/$f"; print "$f $s\\n" if $s != 6 }' $1/d $long
        """;
    assertThat(volume.sh(script)).isEqualTo("400 400\n");
  }
}
