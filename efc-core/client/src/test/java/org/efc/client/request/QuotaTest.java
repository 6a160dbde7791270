// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.backend.file.FileBackend;
import org.efc.backend.source.Source;
import org.efc.client.fixture.MountedVolume;
import org.efc.client.quota.UsageFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume with a capacity, over a directory. */
class QuotaTest {
  private static final int MIB = 1 << 20;

  @TempDir Path source;
  private MountedVolume volume;

  @BeforeEach
  void mount() throws IOException {
    capacity(4 * MIB);
    volume =
        MountedVolume.of(
            () -> FileBackend.open(new Source.Local(source.toString())), "quota-interval=1s");
    await().atMost(Duration.ofSeconds(10)).until(() -> volume.volume().quota().used().isPresent());
  }

  @AfterEach
  void unmount() throws IOException {
    volume.close();
  }

  private void capacity(long bytes) throws IOException {
    Files.writeString(source.resolve(".efc-volume"), "version=1\ncapacity=" + bytes + "\n");
  }

  @Test
  void refusesWritesBeyondTheCapacity() throws InterruptedException {
    assertThat(volume.run("head -c 8388608 /dev/zero > $1/f").output())
        .contains("Disk quota exceeded");
    assertThat(volume.run("mkdir $1/d && head -c 4096 /dev/zero > $1/d/g").status()).isNotZero();
    assertThat(volume.sh("stat -c %s $1/f").strip())
        .satisfies(size -> assertThat(Long.parseLong(size)).isBetween(3L * MIB, 4L * MIB));
  }

  @Test
  void freedSpaceCanBeUsedAtOnce() throws InterruptedException {
    volume.run("head -c 8388608 /dev/zero > $1/f");
    volume.sh("rm $1/f && head -c 2097152 /dev/zero > $1/g && stat -c %s $1/g");
    volume.run("head -c 8388608 /dev/zero > $1/g2");
    volume.sh("truncate -s 0 $1/g2 && head -c 1048576 /dev/zero > $1/h");
  }

  @Test
  void growsWithTheCapacity() throws Exception {
    assertThat(volume.run("head -c 8388608 /dev/zero > $1/f").status()).isNotZero();
    capacity(20 * MIB);
    assertThat(volume.volume().quotaWatch().reload()).hasValue(20 * MIB);
    volume.sh("head -c 8388608 /dev/zero > $1/f");
  }

  @Test
  void showsTheCapacityAsTheSizeOfTheFileSystem() throws InterruptedException {
    volume.sh("head -c 1048576 /dev/zero > $1/f");
    assertThat(volume.sh("df --output=size -B1 $1 | tail -1").strip())
        .isEqualTo(String.valueOf(4 * MIB));
    assertThat(Long.parseLong(volume.sh("df --output=avail -B1 $1 | tail -1").strip()))
        .isBetween(2L * MIB, 3L * MIB);
  }

  @Test
  void seesWhatOthersWriteByAScan() throws Exception {
    Files.write(source.resolve("theirs"), new byte[6 * MIB]);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> volume.volume().quota().used().orElse(0) > 6L * MIB);
    assertThat(volume.run("mkdir $1/d").output()).contains("Disk quota exceeded");
    Files.delete(source.resolve("theirs"));
    await().atMost(Duration.ofSeconds(10)).until(() -> volume.run("mkdir -p $1/d").status() == 0);
  }

  @Test
  void leavesWhatIsUsedToTheNextProcess() throws Exception {
    volume.sh("head -c 2097152 /dev/zero > $1/f");
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> new UsageFile(volume.state()).load().orElse(0) > 2L * MIB);
  }

  @Test
  void neitherHugeSizesNorOffsetsGetAroundIt() throws InterruptedException {
    for (long size : new long[] {1L << 40, 1L << 62, Long.MAX_VALUE - 4096, Long.MAX_VALUE}) {
      assertThat(volume.run("truncate -s " + size + " $1/huge").output())
          .as("truncate to %d", size)
          .contains("Disk quota exceeded");
    }
  }

  @Test
  void hasNoLimitWithoutTheFile() throws Exception {
    Files.delete(source.resolve(".efc-volume"));
    assertThat(volume.volume().quotaWatch().reload()).isEmpty();
    volume.sh("head -c 8388608 /dev/zero > $1/f");
  }

  @Test
  void countsAFileWithTwoNamesOnce() throws Exception {
    volume.sh("head -c 2097152 /dev/zero > $1/f && ln $1/f $1/g && ln $1/f $1/h");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(volume.volume().quota().used().orElse(0)).isBetween(2L * MIB, 3L * MIB));
    assertThat(volume.run("mkdir $1/d").status()).isZero();
  }
}
