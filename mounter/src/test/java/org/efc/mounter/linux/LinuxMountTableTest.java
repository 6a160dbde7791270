// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.OpenFlags;
import org.efc.mounter.linux.UnmountLadder.WhenBusy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real mounts of devices that nobody serves: whatever looks into one of them would hang. */
@Timeout(60)
class LinuxMountTableTest {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  @TempDir Path temp;
  private final LinuxMountTable table = new LinuxMountTable();
  private Path mountPoint;

  @BeforeEach
  void prepare() throws IOException {
    RealMounts.assumePossible();
    temp = temp.toRealPath();
    mountPoint = Files.createDirectory(temp.resolve("m x"));
  }

  @AfterEach
  void removeMounts() {
    RealMounts.removeBelow(temp);
  }

  private Fd mount(boolean readOnly) {
    Fd device = table.openDevice();
    table.mountFuse(
        device, mountPoint.toString(), RealMounts.FS_NAME, RealMounts.FS_TYPE, readOnly);
    return device;
  }

  private MountEntry top(String path) {
    return table.read().top(path).orElseThrow();
  }

  private TargetDirectory target(String name) throws IOException {
    Files.createDirectory(temp.resolve(name));
    return TargetDirectory.open(TargetPath.parse(temp.resolve(name).toString())).orElseThrow();
  }

  @Test
  void mountHasTheNamesAndFlagsThatWeGaveIt() {
    try (Fd device = mount(false)) {
      MountEntry mount = top(mountPoint.toString());
      assertThat(mount.fsType()).isEqualTo(RealMounts.FS_TYPE);
      assertThat(mount.source()).isEqualTo(RealMounts.FS_NAME);
      assertThat(mount.options()).contains("rw", "nosuid", "nodev");
      assertThat(mount.superOptions()).contains("allow_other", "default_permissions");
      assertThat(mount.isReadOnly()).isFalse();
      assertThat(table.isConnected(device)).isTrue();
    }
  }

  @Test
  void readOnlyVolumeIsReadOnlyEverywhere() throws IOException {
    try (Fd device = mount(true);
        TargetDirectory target = target("t")) {
      table.bind(mountPoint.toString(), target, false);
      assertThat(top(target.path()).superOptions()).contains("ro");
      assertThat(top(target.path()).isReadOnly()).isTrue();
      assertThat(device.isOpen()).isTrue();
    }
  }

  @Test
  void readOnlyBindLeavesTheVolumeWritable() throws IOException {
    try (Fd device = mount(false);
        TargetDirectory target = target("t")) {
      table.bind(mountPoint.toString(), target, true);
      MountEntry bound = top(target.path());
      assertThat(bound.options()).contains("ro", "nosuid", "nodev");
      assertThat(bound.minor()).isEqualTo(top(mountPoint.toString()).minor());
      assertThat(top(mountPoint.toString()).isReadOnly()).isFalse();
      assertThat(device.isOpen()).isTrue();
    }
  }

  @Test
  void bindDoesNotFollowALinkThatTookTheTargetsPlace() throws IOException {
    try (Fd device = mount(false);
        TargetDirectory target = target("t")) {
      Files.createDirectory(temp.resolve("elsewhere"));
      Files.delete(temp.resolve("t"));
      Files.createSymbolicLink(temp.resolve("t"), temp.resolve("elsewhere"));
      assertThatThrownBy(() -> table.bind(mountPoint.toString(), target, false))
          .isInstanceOf(LinuxException.class);
      assertThat(table.read().top(temp + "/elsewhere")).isEmpty();
      assertThat(device.isOpen()).isTrue();
    }
  }

  @Test
  void deviceIsDisconnectedOnceTheLastMountIsGone() throws IOException {
    try (Fd device = mount(false);
        TargetDirectory target = target("t")) {
      table.bind(mountPoint.toString(), target, false);
      table.unmount(mountPoint.toString(), 0);
      assertThat(table.isConnected(device)).isTrue();
      table.unmount(target.path(), 0);
      assertThat(table.isConnected(device)).isFalse();
    }
  }

  @Test
  void theDeviceOfAnotherContainerIsKnownAsWell() throws Exception {
    Path other = temp.resolve("fuse"); // in no /dev of ours
    assertThat(new ProcessBuilder("mknod", other.toString(), "c", "10", "229").start().waitFor())
        .isZero();
    try (Fd device = Fd.open(other.toString(), OpenFlags.O_RDWR, 0)) {
      table.mountFuse(device, mountPoint.toString(), RealMounts.FS_NAME, RealMounts.FS_TYPE, false);
      assertThat(table.isConnected(device)).isTrue();
    }
  }

  @Test
  void otherFilesAreNoConnectedDevices() {
    try (Fd file = Fd.open("/dev/null", OpenFlags.O_RDWR, 0)) {
      assertThat(table.isConnected(file)).isFalse();
    }
  }

  @Test
  void ladderTakesAMountThatNobodyServes() {
    try (Fd device = mount(false)) {
      climb(mountPoint.toString());
      assertThat(table.isConnected(device)).isFalse();
    }
  }

  @Test
  void ladderFreesACallerThatHangsInAMountThatNobodyServes() throws Exception {
    try (Fd device = mount(false)) {
      Process stuck = new ProcessBuilder("stat", mountPoint + "/file").start();
      awaitWaiting(stuck);
      climb(mountPoint.toString());
      assertThat(stuck.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
      assertThat(stuck.exitValue()).isNotZero();
      assertThat(device.isOpen()).isTrue();
    }
  }

  /** Until the kernel has its request: it then sleeps in request_wait_answer. */
  private static void awaitWaiting(Process process) {
    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              String wait = Files.readString(Path.of("/proc/" + process.pid() + "/wchan"));
              return wait.contains("request_wait") || wait.contains("fuse");
            });
  }

  @Test
  void ladderTakesACorruptedMount() {
    mount(false).close(); // the last close aborts: from now on it says ENOTCONN
    assertThat(catchThrowable(() -> Files.getFileStore(mountPoint))).isNotNull();
    climb(mountPoint.toString());
  }

  private void climb(String path) {
    long start = System.nanoTime();
    new UnmountLadder(table).unmount(top(path), () -> false, WhenBusy.DETACH, PATIENCE);
    assertThat(table.read().top(path)).isEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void unmountOfWhatIsNotMountedSaysSo() {
    assertThatThrownBy(() -> table.unmount(mountPoint.toString(), 0))
        .isInstanceOfSatisfying(
            LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }
}
