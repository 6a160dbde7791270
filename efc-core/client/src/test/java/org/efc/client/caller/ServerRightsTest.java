// SPDX-License-Identifier: Apache-2.0
package org.efc.client.caller;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.efc.backend.Caller;
import org.efc.backend.contract.InterceptedBackend.Call;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.OtherCallers;
import org.junit.jupiter.api.Test;

/** What the storage grants and the mode does not show, and what it denies all the same. */
class ServerRightsTest {
  private static final String ALICE = "setpriv --reuid 1001 --regid 1001 --clear-groups sh -c ";
  private static final String BOB = "setpriv --reuid 1002 --regid 1002 --clear-groups sh -c ";
  private static final Caller SQUASHED = new Caller(1024, 100, List.of());

  private final MemoryTree tree = new MemoryTree();
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  private MountedVolume mounted(UnaryOperator<Caller> as) throws IOException {
    return MountedVolume.of(() -> OtherCallers.of(new MemoryBackend(tree), as, calls));
  }

  /** Makes things as they are to be on the server. */
  private void server(String script) throws IOException, InterruptedException {
    try (MountedVolume direct = MountedVolume.of(tree)) {
      direct.sh("cd $1 && " + script);
    }
  }

  @Test
  void everybodyWorksOnAnExportThatSquashesAll() throws IOException, InterruptedException {
    server("chown 1024:100 . && chmod 700 . && mkdir -m 700 d && chown 1024:100 d");
    try (MountedVolume volume = mounted(_ -> SQUASHED)) {
      String work =
          "'umask 077; cd $0 && echo one > f && cat f && echo two >> f && mkdir d/e && echo x >"
              + " d/e/g && mv f d/f && cat d/f && ls d && rm -r d/e d/f' $1";
      assertThat(volume.sh(ALICE + work)).isEqualTo("one\none\ntwo\ne\nf\n");
      assertThat(volume.sh(BOB + work)).isEqualTo("one\none\ntwo\ne\nf\n");
    }
  }

  @Test
  void aServerThatLooksGroupsUpItselfIsBelieved() throws IOException, InterruptedException {
    server("mkdir d && echo x > d/f && chown 0:70 d d/f && chmod 770 d && chmod 660 d/f");
    try (MountedVolume volume = mounted(ServerRightsTest::aliceIsIn70)) {
      assertThat(volume.sh(ALICE + "'cat $0/d/f && echo y >> $0/d/f && ls $0/d' $1"))
          .isEqualTo("x\nf\n");
    }
  }

  @Test
  void whatOneMayReadIsNotShownToAnotherFromTheKernelsCaches()
      throws IOException, InterruptedException {
    server(
        "mkdir d && echo x > d/f && chown 0:70 d && chmod 770 d && chmod 644 d/f"
            + " && echo y > g && chown 0:70 g && chmod 640 g");
    try (MountedVolume volume = mounted(ServerRightsTest::aliceIsIn70)) {
      for (int round = 0; round < 2; round++) {
        assertThat(volume.sh(ALICE + "'cat $0/d/f $0/g' $1")).isEqualTo("x\ny\n");
        assertThat(volume.run(BOB + "'cat $0/d/f' $1").output()).contains("Permission denied");
        assertThat(volume.run(BOB + "'stat $0/d/f' $1").output()).contains("Permission denied");
        assertThat(volume.run(BOB + "'ls $0/d' $1").output()).contains("Permission denied");
        assertThat(volume.run(BOB + "'cat $0/g' $1").output()).contains("Permission denied");
        assertThat(volume.run(BOB + "'echo x > $0/g' $1").output()).contains("Permission denied");
        volume.crashAndAdopt();
      }
    }
  }

  private static Caller aliceIsIn70(Caller caller) {
    return caller.uid() == 1001 ? new Caller(1001, 1001, List.of(70)) : caller;
  }

  @Test
  void nobodyIsAskedWhereTheModeGrantsAll() throws IOException, InterruptedException {
    server("chmod 1777 .");
    try (MountedVolume volume = mounted(UnaryOperator.identity())) {
      volume.sh(
          ALICE
              + "'cd $0 && mkdir d && echo x > d/f && cat d/f && stat d/f d . && echo y >> d/f"
              + " && mv d/f f && ls -l . d && rm f && rmdir d' $1");
      assertThat(calls).isNotEmpty().doesNotContain(Call.ACCESS);
    }
  }

  @Test
  void aDenialIsAskedForOnce() throws IOException, InterruptedException {
    server("echo secret > f && chmod 600 f");
    try (MountedVolume volume = mounted(UnaryOperator.identity())) {
      for (int i = 0; i < 5; i++) {
        assertThat(volume.run(ALICE + "'cat $0/f' $1").output()).contains("Permission denied");
      }
      // the file, and the root, which the kernel asks about first
      assertThat(Collections.frequency(calls, Call.ACCESS)).isBetween(1, 2);
    }
  }
}
