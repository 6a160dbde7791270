// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnmountLadderTest {
  private static final Duration PATIENCE = Duration.ofMillis(120);

  @TempDir Path temp;
  private MemoryMountTable table;
  private MountEntry mount;

  @BeforeEach
  void mountOne() {
    table = new MemoryMountTable(temp);
    table.mountFuse(table.openDevice(), "/m", "fs", "fuse.t", false);
    mount = table.read().top("/m").orElseThrow();
  }

  private void climb(boolean alive, WhenBusy whenBusy) {
    new UnmountLadder(table).unmount(mount, () -> alive, whenBusy, PATIENCE);
  }

  @Test
  void usesNoForceWhenNoneIsNeeded() {
    climb(false, WhenBusy.DETACH);
    assertThat(table.calls()).containsExactly("umount /m 0");
  }

  @Test
  void busyMountOfAServingClientIsReported() {
    table.busy("/m");
    assertThatThrownBy(() -> climb(true, WhenBusy.FAIL))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.IN_USE))
        .hasMessageContaining("/m is busy");
    assertThat(table.calls()).allMatch("umount /m 0"::equals).hasSizeGreaterThan(1);
    assertThat(table.read().top("/m")).isPresent();
  }

  @Test
  void busyMountOfADeadClientIsAbortedFirst() {
    table.busy("/m");
    climb(false, WhenBusy.FAIL);
    assertThat(table.calls()).endsWith("abort " + mount.minor(), "umount /m 0");
    assertThat(table.calls()).noneMatch(call -> call.endsWith(" 1") || call.endsWith(" 2"));
  }

  @Test
  void forceStandsInWhereFusectlIsNotMounted() {
    table.busy("/m");
    table.withoutFusectl();
    climb(false, WhenBusy.FAIL);
    assertThat(table.calls()).endsWith("abort " + mount.minor(), "umount /m 1");
  }

  @Test
  void connectionThatOthersUseIsNeverAborted() throws Exception {
    Files.createDirectory(temp.resolve("target"));
    try (TargetDirectory target =
        TargetDirectory.open(TargetPath.parse(temp + "/target")).orElseThrow()) {
      table.bind("/m", target, false);
      table.busy(target.path());
      MountEntry bound = table.read().top(target.path()).orElseThrow();
      new UnmountLadder(table).unmount(bound, () -> false, WhenBusy.FAIL, PATIENCE);
    }
    assertThat(table.calls()).noneMatch(call -> call.startsWith("abort") || call.endsWith(" 1"));
    assertThat(table.read().top("/m")).isPresent();
  }

  @Test
  void mountThatTookTheOthersPlaceIsLeftAlone() {
    table.removeAll("/m");
    table.foreign("/m", "ext4");
    climb(false, WhenBusy.DETACH);
    assertThat(table.calls()).isEmpty();
    assertThat(table.read().top("/m")).isPresent();
  }
}
