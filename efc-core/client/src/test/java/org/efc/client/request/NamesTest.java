// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.Test;

/** What may be a name, and what is never seen. */
class NamesTest extends VolumeTest {

  @Test
  void keepsNamesOf255Bytes() throws InterruptedException {
    String name = "n".repeat(255);
    assertThat(volume.sh("cd $1 && echo x > $2 && ls && cat $2", name)).isEqualTo(name + "\nx\n");
    assertThat(volume.stored("")).containsExactly(name);
  }

  @Test
  void refusesLongerNames() throws InterruptedException {
    Command.Result made = volume.run("echo x > $1/$2", "n".repeat(256));
    assertThat(made.output()).contains("File name too long");
    assertThat(volume.run("cat $1/$2", "n".repeat(256)).output()).contains("File name too long");
  }

  @Test
  void keepsNamesThatAreNoText() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && n=$(printf '\\377\\001 x') && echo y > \"$n\" && cat \"$n\""
                    + " && ls -1 --show-control-chars | od -An -tx1 | head -1 && mv \"$n\" z && ls"))
        .isEqualTo("y\n ff 01 20 78 0a\nz\n");
  }

  @Test
  void hidesItsOwnNamesAtTheRoot() throws InterruptedException {
    volume.sh("cd $1 && mkdir sub && echo x > sub/.efc-volume && cat sub/.efc-volume");
    assertThat(volume.run("echo x > $1/.efc-volume").output()).contains("not permitted");
    assertThat(volume.run("mkdir $1/.efc-x").output()).contains("not permitted");
    assertThat(volume.run("mv $1/sub $1/.efc-x").output()).contains("not permitted");
    assertThat(volume.run("ln -s t $1/.efc-x").output()).contains("not permitted");
    assertThat(volume.run("cat $1/.efc-volume").output()).contains("No such file");
    assertThat(volume.run("rm $1/.efc-volume").output()).contains("No such file");
  }

  @Test
  void doesNotShowWhatIsHidden() throws InterruptedException {
    volume.sh("cd $1 && echo x > f && exec 3< f && rm f && [ $(ls -A | wc -l) = 0 ]");
    assertThat(volume.stored("")).contains(".efc-unlinked");
    assertThat(volume.sh("ls -A $1")).isEmpty();
    assertThat(volume.run("cd $1/.efc-unlinked").output()).contains("can't cd");
  }

  @Test
  void cannotBeLeftUpwards() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir -p a/b && cd a/b && cd ../.. && ls"
                    + " && stat -c %i . .. | sort -u | wc -l"))
        .isEqualTo("a\n2\n");
    assertThat(volume.sh("cd $1 && ls a/../a/b/../../a")).isEqualTo("b\n");
  }

  @Test
  void believesThatANameIsAbsentForAWhileOnly() throws InterruptedException {
    assertThat(volume.run("cat $1/later").status()).isNotZero();
    volume.sh("cd $1 && echo now > later && cat later");
  }
}
