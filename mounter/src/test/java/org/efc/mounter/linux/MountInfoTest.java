// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.efc.common.EfcException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountInfoTest {
  private static final String KERNEL =
      """
      27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
      60 27 0:57 / /mnt/a\\040b rw,nosuid,nodev,relatime shared:2 master:7 - fuse.aliyun-alinas-efc \
      alifuse.aliyun-alinas-efc rw,user_id=0,group_id=0,default_permissions,allow_other
      61 27 0:58 /sub /mnt/c ro,relatime - tmpfs tmp\\134fs\\011x rw
      """;

  @Test
  void readsWhatTheKernelWrites() {
    MountInfo info = parse(KERNEL);
    MountEntry fuse = info.top("/mnt/a b").orElseThrow();
    assertThat(fuse.minor()).isEqualTo(57);
    assertThat(fuse.fsType()).isEqualTo("fuse.aliyun-alinas-efc");
    assertThat(fuse.optionalFields()).containsExactly("shared:2", "master:7");
    assertThat(fuse.isReadOnly()).isFalse();
    assertThat(info.top("/mnt/c").orElseThrow().source()).isEqualTo("tmp\\fs\tx");
    assertThat(info.top("/mnt/c").orElseThrow().isReadOnly()).isTrue();
    assertThat(info.top("/mnt")).isEmpty();
    assertThat(info.ofDevice(57)).containsExactly(fuse);
  }

  @Test
  void readsOwnMountinfo() {
    assertThat(new LinuxMountTable().read().top("/")).isPresent();
  }

  @Test
  void lastOfStackedMountsIsTheVisibleOne() {
    MountInfo info =
        parse(
            """
            10 1 0:5 / /m rw - tmpfs a rw
            11 10 0:6 / /m rw - tmpfs b rw
            12 11 0:7 / /m rw - tmpfs c rw
            """);
    assertThat(info.top("/m").orElseThrow().source()).isEqualTo("c");
    assertThat(info.at("/m")).hasSize(3);
  }

  @Test
  void coveredMountIsNotVisibleWhateverTheOrderOfLines() {
    MountInfo info =
        parse(
            """
            11 10 0:6 / /m rw - tmpfs top rw
            10 1 0:5 / /m rw - tmpfs covered rw
            """);
    assertThat(info.top("/m").orElseThrow().source()).isEqualTo("top");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "27 1 254:0 / / rw,relatime ext4 /dev/vda rw",
        "27 1 254 / / rw - ext4 /dev/vda rw",
        "x 1 254:0 / / rw - ext4 /dev/vda rw",
        "27 1 254:0 / / rw - ext4"
      })
  void lineThatIsNotUnderstoodIsNamed(String line) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(EfcException.class)
        .hasMessageContaining(line);
  }

  @Test
  void readsBackWhateverIsWritten() {
    long seed = System.nanoTime();
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 500; round++) {
      List<MountEntry> entries = new ArrayList<>();
      for (int i = 0; i < 1 + random.nextInt(8); i++) {
        entries.add(MountInfoText.randomEntry(random, i));
      }
      MountInfo read = parse(MountInfoText.write(entries));
      assertThat(read.entries()).as("seed %d", seed).isEqualTo(entries);
    }
  }

  private static MountInfo parse(String text) {
    return MountInfo.parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
