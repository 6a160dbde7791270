// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CreateVolumeRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.efc.sanity.csi.Capabilities;
import org.efc.sanity.csi.CsiNode;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * fsGroup as a pod has it: the plugin is told of it by volume_mount_group (VOLUME_MOUNT_GROUP), and
 * the pod's processes have ids of their own and the group as a supplementary one. The volume's
 * directory is root's alone.
 */
@ParameterizedClass
@EnumSource(StorageKind.class)
class MountGroupIT {
  private static final int GROUP = 5555;

  private static World world;
  private static PublishedVolume volume;

  MountGroupIT(StorageKind kind) {
    assertThat(kind).isNotNull(); // it says which storage is mounted: see below
  }

  @BeforeParameterizedClassInvocation
  static void publish(StorageKind kind) {
    world = World.of(kind);
    CsiNode csi = world.csi();
    CreateVolumeRequest creation =
        CsiNode.creation("grouped", world.storage().source())
            .putParameters("mountPermissions", "0750")
            .build();
    CsiVolume created = csi.createVolume(creation);
    Path staging = world.node().staging("grouped");
    Path target = world.node().target("grouped");
    csi.node()
        .nodeStageVolume(
            CsiNode.staging(created, staging, Map.of())
                .setVolumeCapability(Capabilities.sharedBy(GROUP))
                .build());
    csi.node()
        .nodePublishVolume(
            CsiNode.publishing(created, staging, target)
                .setVolumeCapability(Capabilities.sharedBy(GROUP))
                .build());
    volume =
        new PublishedVolume(
            csi, created, staging, target, PublishedVolume.serverSide(world.storage(), "grouped"));
  }

  @AfterParameterizedClassInvocation
  static void takeDown() {
    try (World ending = world) {
      volume.takeDown();
      ending.assertNothingLeft();
    }
  }

  /** A process of a container with runAsUser, and with the group when the pod has the fsGroup. */
  private static Program.Outcome pod(int user, boolean member, String work) {
    return Program.of(
            "setpriv",
            "--reuid=" + user,
            "--regid=" + user,
            member ? "--groups=" + GROUP : "--clear-groups",
            "sh",
            "-c",
            work)
        .in(volume.target())
        .run();
  }

  private static String seen(Path file) {
    return Program.of("stat", "-c", "%a %u %g", file.toString()).output().strip();
  }

  @Test
  void theVolumeIsShownAsTheGroups() {
    assertThat(seen(volume.target())).isEqualTo("770 0 " + GROUP);
    assertThat(seen(volume.server())).isEqualTo("750 0 0");
  }

  @Test
  void whatAMemberMakesIsItsOwnAndTheGroups() {
    pod(1001, true, "umask 022; echo one > made; mkdir made-d; ln -s made made-l; mkfifo made-p")
        .succeeded();
    assertThat(seen(volume.target().resolve("made"))).isEqualTo("644 1001 " + GROUP);
    assertThat(seen(volume.target().resolve("made-d"))).isEqualTo("755 1001 " + GROUP);
    assertThat(seen(volume.server().resolve("made"))).isEqualTo("644 1001 " + GROUP);
    assertThat(seen(volume.server().resolve("made-d"))).isEqualTo("755 1001 " + GROUP);
    assertThat(seen(volume.server().resolve("made-l"))).startsWith("777 1001 ");
    assertThat(seen(volume.server().resolve("made-p"))).startsWith("644 1001 ");
  }

  @Test
  void membersShareWhatOneOfThemMade() {
    pod(1001, true, "umask 007; mkdir shared; echo one > shared/file").succeeded();
    String work =
        "umask 007; echo two >> shared/file && cat shared/file && touch shared/file"
            + " && mkdir shared/sub"
            + " && mv shared/file shared/sub/file && ln shared/sub/file shared/link"
            + " && truncate -s 2 shared/link && rm shared/link && ls shared/sub";
    assertThat(pod(1002, true, work).succeeded().out()).isEqualTo("one\ntwo\nfile\n");
    assertThat(pod(1001, true, "cat shared/sub/file; rm -r shared").succeeded().out())
        .isEqualTo("on");
  }

  @Test
  void programsThatCheckTheirOwnModesFindWhatTheySet() {
    String work =
        "umask 022; mkdir -m 700 data && stat -c %a data"
            + " && echo key > data/key && chmod 600 data/key && stat -c %a data/key"
            + " && chmod 640 data/key && stat -c %a data/key";
    assertThat(pod(1001, true, work).succeeded().out()).isEqualTo("700\n600\n640\n");
    assertThat(seen(volume.server().resolve("data"))).isEqualTo("700 1001 " + GROUP);
    assertThat(seen(volume.server().resolve("data/key"))).isEqualTo("640 1001 " + GROUP);
    assertThat(pod(1002, true, "ls data").err()).contains("Permission denied");
    assertThat(pod(1001, true, "chmod 750 data").succeeded().out()).isEmpty();
    assertThat(pod(1002, true, "cat data/key").succeeded().out()).isEqualTo("key\n");
    assertThat(pod(1002, true, "echo x >> data/key").err()).contains("Permission denied");
  }

  @Test
  void keysOfAnotherGroupArePrivateOnceTheirModeIsSet() throws IOException {
    Path key = Files.writeString(volume.server().resolve("restored-key"), "key");
    Program.of("chown", "1001:1001", key.toString()).output();
    Program.of("chmod", "600", key.toString()).output();
    assertThat(pod(1002, true, "cat restored-key").succeeded().out()).isEqualTo("key");
    assertThat(pod(1001, true, "chmod 600 restored-key; stat -c %a restored-key").out())
        .isEqualTo("600\n");
    assertThat(seen(key)).isEqualTo("600 1001 " + GROUP);
    assertThat(pod(1002, true, "cat restored-key").err()).contains("Permission denied");
  }

  @Test
  void whatWasThereBeforeNeedsNoChown() throws IOException {
    Path old = Files.createDirectories(volume.server().resolve("old/deep"));
    Files.writeString(old.resolve("file"), "root's");
    Program.of("chmod", "-R", "u=rwX,go=", volume.server().resolve("old").toString()).output();
    assertThat(pod(1001, true, "cat old/deep/file && echo new > old/deep/new && ls old/deep").out())
        .isEqualTo("root'sfile\nnew\n");
    assertThat(seen(volume.server().resolve("old/deep/file"))).isEqualTo("600 0 0");
  }

  @Test
  void othersAreKeptOut() {
    assertThat(pod(1003, false, "ls").err()).contains("Permission denied");
    assertThat(pod(1003, false, "echo x > stranger").err()).contains("Permission denied");
    assertThat(volume.server().resolve("stranger")).doesNotExist();
  }

  @Test
  void membersChangeModesAndOwnersOfTheirOwnOnly() {
    pod(1001, true, "echo x > owned").succeeded();
    assertThat(pod(1002, true, "chmod 777 owned").err()).contains("not permitted");
    assertThat(pod(1002, true, "chown 1002 owned").err()).contains("not permitted");
    assertThat(pod(1001, true, "chown 1002 owned").err()).contains("not permitted");
    pod(1001, true, "chmod 4770 owned").succeeded();
    assertThat(seen(volume.server().resolve("owned"))).startsWith("4770 1001");
    pod(1002, true, "echo y >> owned").succeeded();
    assertThat(seen(volume.server().resolve("owned")))
        .as("set-user-ID after another wrote to it")
        .startsWith("770 1001");
  }

  @Test
  void theNextClientShowsTheSame() {
    pod(1001, true, "umask 007; echo x > before").succeeded();
    world.node().killClient();
    assertThat(seen(volume.target().resolve("before"))).endsWith("1001 " + GROUP);
    pod(1002, true, "echo y >> before").succeeded();
  }
}
