// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.client.fixture.VolumeTest;
import org.junit.jupiter.api.Test;

/** Callers with ids of their own: what they make is theirs, and the storage knows who asks. */
class PermissionsTest extends VolumeTest {
  private static final String ALICE = "setpriv --reuid 1001 --regid 1001 --clear-groups ";
  private static final String ALICE_IN_50 = "setpriv --reuid 1001 --regid 1001 --groups 50,51 ";

  @Test
  void whatACallerMakesIsItsOwn() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && "
                    + ALICE
                    + "sh -c 'echo x > f; mkdir d; ln -s x l; mkfifo p'"
                    + " && stat -c '%u %g' f d l p"))
        .isEqualTo("1001 1001\n".repeat(4));
  }

  @Test
  void deniesWhatTheModeDenies() throws InterruptedException {
    volume.sh("cd $1 && echo secret > f && chmod 600 f && mkdir d && chmod 700 d && touch d/x");
    assertThat(volume.run(ALICE + "cat $1/f").output()).contains("Permission denied");
    assertThat(volume.run(ALICE + "ls $1/d").output()).contains("Permission denied");
    assertThat(volume.run(ALICE + "cat $1/d/x").output()).contains("Permission denied");
    assertThat(volume.run(ALICE + "rm -f $1/f").output()).contains("not permitted");
    assertThat(volume.run(ALICE + "chmod 777 $1/f").output()).contains("not permitted");
  }

  @Test
  void supplementaryGroupsCount() throws InterruptedException {
    volume.sh(
        "cd $1 && mkdir d && chgrp 50 d && chmod 770 d && echo x > d/f && chgrp 51 d/f"
            + " && chmod 660 d/f");
    assertThat(volume.sh(ALICE_IN_50 + "sh -c 'cat $0/d/f && echo y >> $0/d/f' $1"))
        .isEqualTo("x\n");
    assertThat(volume.run(ALICE + "cat $1/d/f").status()).isNotZero();
  }

  @Test
  void setGroupIdDirectoriesPassOnTheirGroup() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && mkdir d && chgrp 50 d && chmod 2777 d && "
                    + ALICE_IN_50
                    + "sh -c 'touch d/f && mkdir d/e' && stat -c '%g %a' d/f d/e"))
        .startsWith("50 ")
        .contains("\n50 2");
  }

  @Test
  void anOpenFileStaysUsableWhenItsModeChanges() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > f && chmod 666 f && "
                    + ALICE
                    + "sh -c 'exec 3<>f; echo open > ready; while [ ! -e go ]; do sleep 0.02; done;"
                    + " echo y >&3; cat f 2>&1' & cd $1; while [ ! -e ready ]; do sleep 0.02; done;"
                    + " chmod 600 f; touch go; wait; cat f"))
        .isEqualTo("cat: f: Permission denied\ny\n");
  }

  @Test
  void createdWithoutRightsOfItsOwnAFileIsWritableOnce() throws InterruptedException {
    assertThat(
            volume.sh("cd $1 && " + ALICE + "sh -c 'umask 777; echo x > f'; stat -c %a f; cat f"))
        .isEqualTo("0\nx\n");
  }

  @Test
  void stickyDirectoriesProtectOthersFiles() throws InterruptedException {
    volume.sh("cd $1 && touch f && chmod 666 f");
    assertThat(volume.run(ALICE + "mv $1/f $1/g").output()).contains("not permitted");
  }
}
