// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.efc.common.linux.Fd;
import org.efc.common.linux.OpenFlags;
import org.efc.mounter.MountSpec;
import org.efc.mounter.process.Launch;
import org.efc.mounter.state.VolumeDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users of a device that is replaced or closed in their midst. */
class HeldDeviceTest {
  @TempDir Path directory;
  private final HeldDevice device = new HeldDevice();

  private Fd open(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, name);
    return Fd.open(file.toString(), OpenFlags.O_RDWR, 0);
  }

  private static String file(Fd fd) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd.number())).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLaunchKeepsItsDeviceWhenTheVolumeGetsAnotherOne() throws IOException {
    device.hold(open("first"));
    try (Launch launch =
        ClientLaunch.of(
            List.of("efc"),
            new MountSpec("v", "nfs://h/e", false, Map.of()),
            VolumeDirectory.of(directory, "v"),
            device.duplicate(),
            false)) {
      device.hold(open("second"));
      assertThat(launch.device().map(HeldDeviceTest::file).orElseThrow()).endsWith("first");
    }
  }

  @Test
  void aLookIsAtOneDeviceFromBeginningToEnd() throws IOException {
    device.hold(open("first"));
    AtomicReference<String> seen = new AtomicReference<>("");
    boolean found =
        device.is(
            fd -> {
              device.close();
              seen.set(file(fd));
              return true;
            });
    assertThat(found).isTrue();
    assertThat(seen.get()).endsWith("first");
    assertThat(device.is(fd -> true)).isFalse();
  }

  @Test
  void onlyOneIsTakenAndNoneOnceClosed() throws IOException {
    assertThat(device.holdIfNone(open("first"))).isTrue();
    try (Fd second = open("second")) {
      assertThat(device.holdIfNone(second)).isFalse();
      device.close();
      assertThat(device.holdIfNone(second)).isFalse();
    }
  }

  @Test
  void aWaiterIsToldOfADeviceAndOfNone() throws Exception {
    assertThat(device.await(Duration.ofMillis(1))).isFalse();
    Thread holder =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    device.hold(open("late"));
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    assertThat(device.await(Duration.ofSeconds(10))).isTrue();
    holder.join();
  }

  @Test
  void aLaunchThatIsClosedLeavesNoDescriptor() throws IOException {
    device.hold(open("first"));
    Launch launch =
        ClientLaunch.of(
            List.of("efc"),
            new MountSpec("v", "nfs://h/e", false, Map.of()),
            VolumeDirectory.of(directory, "v"),
            device.duplicate(),
            false);
    launch.close();
    assertThat(launch.device().map(Fd::isOpen)).contains(false);
  }
}
