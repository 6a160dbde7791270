// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.efc.backend.Backend;
import org.efc.backend.contract.InterceptedBackend.Call;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.fixture.BeforeCalls;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.fixture.StoredTree;
import org.efc.client.fixture.VolumeTest;
import org.efc.fuse.fixture.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are unlinked or replaced while they are open. */
class HiddenFilesTest extends VolumeTest {
  private final CompletableFuture<Command> holding = new CompletableFuture<>();
  private final CompletableFuture<MountedVolume> mounted = new CompletableFuture<>();

  private List<String> hidden() {
    return volume.stored("").contains(".efc-unlinked") ? volume.stored(".efc-unlinked") : List.of();
  }

  private void awaitNothingHidden() {
    await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(hidden()).isEmpty());
  }

  @Test
  void anUnlinkedOpenFileCanBeReadAndWritten() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo one > f && exec 3<> f && rm f && cat <&3 && echo two >&3"
                    + " && cat /proc/self/fd/3 && ls"))
        .isEqualTo("one\none\ntwo\n");
    awaitNothingHidden();
  }

  @Test
  void itHasNoLinksLeft() throws InterruptedException {
    assertThat(
            volume.sh("cd $1 && echo x > f && exec 3< f && rm f && stat -L -c '%h %s' /dev/fd/3"))
        .isEqualTo("0 2\n");
  }

  @Test
  void itsDirectoryCanBeRemoved() throws InterruptedException {
    volume.sh("cd $1 && mkdir -p a/b && echo x > a/b/f && exec 3< a/b/f && rm -r a && cat <&3");
    awaitNothingHidden();
    assertThat(volume.stored("")).containsExactly(".efc-unlinked");
  }

  @Test
  void itIsKeptUntilTheLastDescriptorIsClosed() throws Exception {
    try (var holder =
        volume.start(
            "cd $1 && echo x > f && exec 3< f 4< f && rm f && exec 3<&- && echo go > ready"
                + " && while [ ! -e stop ]; do sleep 0.02; done; cat <&4")) {
      await().untilAsserted(() -> assertThat(volume.stored("")).contains("ready"));
      assertThat(hidden()).hasSize(1);
      volume.sh("touch $1/stop");
      assertThat(holder.finish().output()).isEqualTo("x\n");
    }
    awaitNothingHidden();
  }

  @Test
  void aReplacedOpenFileCanBeRead() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo old > f && echo new > g && exec 3< f && mv g f && cat - f <&3"
                    + " && stat -L -c %h /dev/fd/3 f"))
        .isEqualTo("old\nnew\n0\n1\n");
    awaitNothingHidden();
  }

  @Test
  void aFileWithAnotherNameNeedsNoHiddenOne() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && echo x > f && ln f g && exec 3< f && rm f && cat <&3 && ls"
                    + " && stat -L -c %h /dev/fd/3"))
        .isEqualTo("x\ng\n1\n");
    assertThat(volume.stored("")).doesNotContain(".efc-unlinked");
  }

  @Test
  void everyoneMayUnlinkOpenFiles() throws InterruptedException {
    assertThat(
            volume.sh(
                "cd $1 && setpriv --reuid 1001 --regid 1001 --clear-groups"
                    + " sh -c 'echo x > f && exec 3< f && rm f && cat <&3'"))
        .isEqualTo("x\n");
    awaitNothingHidden();
  }

  @Test
  void withoutADirectoryForItTheHiddenNameIsBeside() throws InterruptedException {
    // A file has the name: then the directory can't be made.
    StoredTree.create(volume.blocking(), ".efc-unlinked");
    assertThat(
            volume.sh(
                "cd $1 && mkdir d && echo x > d/f && exec 3< d/f && rm d/f && ls -A d && cat <&3"))
        .isEqualTo("x\n");
    await().untilAsserted(() -> assertThat(volume.stored("d")).isEmpty());
  }

  @Test
  void manyAtOnceLeaveNothing() throws InterruptedException {
    assertThat(
            volume
                .sh(
                    "cd $1 && for i in 1 2 3 4 5 6 7 8; do (for j in $(seq 40); do"
                        + " echo $i.$j > f$i && exec 3< f$i && rm f$i && cat <&3 && exec 3<&-; done) & done;"
                        + " wait")
                .lines()
                .distinct())
        .hasSize(320);
    awaitNothingHidden();
  }

  @ParameterizedTest
  @CsvSource({"RENAME, rm $1/f", "LINK, cd $1 && echo y > g && mv g f"})
  void aFileThatIsClosedWhileItGetsItsHiddenNameLeavesNothing(Call call, String script)
      throws Exception {
    try (MountedVolume closing = MountedVolume.of(() -> closesBefore(call));
        var holder = closing.start("cd $1 && echo x > f && exec 3< f && echo > r && sleep 60")) {
      mounted.complete(closing);
      holding.complete(holder);
      await().untilAsserted(() -> assertThat(closing.stored("")).contains("r"));
      closing.sh(script);
      assertThat(holder.isRunning()).isFalse();
      await().untilAsserted(() -> assertThat(closing.stored(".efc-unlinked")).isEmpty());
    }
  }

  private Backend closesBefore(Call call) {
    return BeforeCalls.of(
        call,
        new MemoryBackend(tree),
        () -> {
          holding.join().close();
          await().until(() -> mounted.join().volume().inodes().openFiles() == 0);
        });
  }

  @Test
  void whatIsLeftIsRemovedAfterTheUnmount() throws Exception {
    try (var holder =
        volume.start("cd $1 && echo x > f && exec 3< f && rm f && echo go > ready && sleep 20")) {
      await().untilAsserted(() -> assertThat(volume.stored("")).contains("ready"));
      assertThat(hidden()).hasSize(1);
      assertThat(holder.isRunning()).isTrue();
      volume.mount().abort();
      assertThat(volume.volume().session().await(Duration.ofSeconds(5))).isPresent();
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> volume.volume().removeUnlinked(Duration.ofSeconds(60)));
    assertThat(hidden()).isEmpty();
  }

  /** Each change is made while a file is opened that the node had no file open before. */
  @ParameterizedTest
  @CsvSource({"REMOVE, rm $1/f", "RENAME, mv $1/g $1/f"})
  void anOpenDuringTheRemovalFindsTheFileOrFindsItGone(Call call, String change) throws Exception {
    Backend storage = new MemoryBackend();
    try (MountedVolume other =
        MountedVolume.of(
            () -> BeforeCalls.of(call, storage, () -> holding.complete(openAndRead())))) {
      mounted.complete(other);
      other.sh("chmod 1777 $1; echo old > $1/f; echo new > $1/g; chmod 666 $1/f");
      other.sh(change);
      Command.Result reader = holding.get().finish();
      assertThat(reader.output()).doesNotContain("Stale");
      assertThat(reader.output()).containsAnyOf("old", "new", "No such file", "nonexistent");
    }
  }

  /** Goes on when the open is counted: it may be answered only when the removal has ended. */
  private Command openAndRead() {
    MountedVolume volumeThere = mounted.join();
    Command reader = volumeThere.start("exec 3< $1/f; sleep 0.2; cat <&3");
    await().until(() -> volumeThere.volume().inodes().openFiles() > 0);
    return reader;
  }
}
