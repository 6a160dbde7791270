// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.efc.backend.source.Source;
import org.efc.csi.failure.CsiException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeIdTest {
  private static final long SEED = 20261121;
  private static final int ROUNDS = 20_000;
  private static final List<String> SOURCES =
      List.of(
          "nfs://nas/export",
          "nfs://nas.example:1234/",
          "nfs://[fd00::1]:2049/a%20b/c%23d?mountport=20048&connections=4",
          "cpfs://cpfs-1.cn-x.cpfs.aliyuncs.com:/share/x",
          "nfs://0a1b2c3d4e-abc12.cn-hangzhou.nas.aliyuncs.com:/some/export",
          "file:///srv/%C3%BC",
          "file:///");

  @Test
  void whatIsPrintedIsReadBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < ROUNDS; i++) {
      Source source = Source.parse(SOURCES.get(random.nextInt(SOURCES.size())));
      String name = name(random);
      OnDelete onDelete = OnDelete.values()[random.nextInt(OnDelete.values().length)];
      VolumeId id =
          new VolumeId(
              source,
              DirectoryPath.ofVolumeName(name, VolumeId.roomForDirectory(source)),
              onDelete);

      assertThat(VolumeId.parse(id.text())).as("id of \"%s\", seed %d", name, SEED).hasValue(id);
      assertThat(id.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(128);
      assertThat(pathOf(id.volumeSource())).endsWith("/" + id.directory());
    }
  }

  private static String pathOf(Source source) {
    return switch (source) {
      case Source.Nfs nfs -> nfs.path();
      case Source.Local local -> local.path();
      case Source.InMemory _ -> "";
    };
  }

  /** Of 1..128 bytes, with everything that a file name or a URI may stumble over. */
  private static String name(Random random) {
    String alphabet = "abcXYZ019-_./#%?&=: ~äß日\\\"'";
    StringBuilder name = new StringBuilder();
    int length = 1 + random.nextInt(128);
    while (Fields.bytes(name.toString()) < length) {
      name.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return name.toString();
  }

  @Test
  void differentNamesHaveDifferentDirectories() {
    String common = "n".repeat(120);
    assertThat(DirectoryPath.ofVolumeName(common + "1", 60))
        .isNotEqualTo(DirectoryPath.ofVolumeName(common + "2", 60));
    assertThat(DirectoryPath.ofVolumeName("a/b", 60))
        .isNotEqualTo(DirectoryPath.ofVolumeName("a_b", 60))
        .isNotEqualTo(DirectoryPath.ofVolumeName("a#b", 60));
  }

  @Test
  void aNameThatFitsIsTheDirectory() {
    assertThat(DirectoryPath.ofVolumeName("pvc-0a1b", 60).text()).isEqualTo("pvc-0a1b");
    assertThat(DirectoryPath.ofVolumeName("x".repeat(200), 60).text()).hasSize(60).contains("xx-");
  }

  @Test
  void aSourceThatLeavesNoRoomIsRefusedWithTheExcess() {
    Source source = Source.parse("nfs://nas/" + "e".repeat(100));
    DirectoryPath directory = DirectoryPath.ofVolumeName("pvc", VolumeId.roomForDirectory(source));
    assertThat(new VolumeId(source, directory, OnDelete.DELETE).text()).endsWith("#d/pvc");
    Source longer = Source.parse("nfs://nas/" + "e".repeat(120));
    assertThatThrownBy(
            () ->
                new VolumeId(
                    longer,
                    DirectoryPath.ofVolumeName("pvc", VolumeId.roomForDirectory(longer)),
                    OnDelete.DELETE))
        .isInstanceOf(CsiException.class)
        .hasMessageContaining("37 bytes too long")
        .hasMessageContaining("128");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pv-1",
        "nfs://nas/export",
        "nfs://nas/export#",
        "nfs://nas/export#d",
        "nfs://nas/export#d/",
        "nfs://nas/export#x/a",
        "nfs://nas/export#d/../a",
        "nfs://nas/export#d//a",
        "nfs://nas/export#d/.efc",
        "nfs://nas/../export#d/a",
        "NFS://NAS/export#d/a",
        "nfs://nas:2049/export#d/a",
        "nfs://nas/export/#d/a",
        "nfs://nas/export#d/a#d/b",
        "#d/a"
      })
  void anythingElseIsNoIdOfOurs(String text) {
    assertThat(VolumeId.parse(text)).isEmpty();
  }
}
