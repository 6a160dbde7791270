// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.mounter.session.FakeNode.SOON;
import static org.efc.mounter.session.StagingTest.fails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishingTest {
  private static final BindOptions WRITABLE = new BindOptions(false, false);
  private static final BindOptions READ_ONLY = new BindOptions(true, false);
  private static final BindOptions EXCLUSIVE = new BindOptions(false, true);

  @TempDir Path temp;
  private FakeNode node;

  @BeforeEach
  void stage() throws IOException {
    node = new FakeNode(temp);
    node.stage("v");
  }

  @AfterEach
  void end() {
    node.close();
  }

  private void publish(String target, BindOptions options) {
    node.manager.publish("v", node.target(target), options, SOON);
  }

  private void unpublish(String target) {
    node.manager.unpublish("v", node.target(target), SOON);
  }

  @Test
  void publishMakesTheDirectoryAndUnpublishRemovesIt() {
    publish("t", WRITABLE);
    assertThat(node.isMounted(node.target("t"))).isTrue();
    assertThat(node.manager.status("v", SOON).orElseThrow().targets())
        .containsExactly(node.target("t"));
    unpublish("t");
    assertThat(node.isMounted(node.target("t"))).isFalse();
    assertThat(Path.of(node.target("t"))).doesNotExist();
    assertThat(node.manager.status("v", SOON).orElseThrow().targets()).isEmpty();
  }

  @Test
  void publishTwiceBindsOnce() {
    publish("t", WRITABLE);
    publish("t", WRITABLE);
    assertThat(node.table.read().at(node.target("t"))).hasSize(1);
  }

  @Test
  void publishAgainWithOtherFlagsIsIncompatible() {
    publish("t", WRITABLE);
    fails(Kind.INCOMPATIBLE, "read-only false", () -> publish("t", READ_ONLY));
    fails(Kind.INCOMPATIBLE, "exclusive false", () -> publish("t", EXCLUSIVE));
    publish("r", READ_ONLY);
    fails(Kind.INCOMPATIBLE, "read-only true", () -> publish("r", WRITABLE));
  }

  @Test
  void exclusiveVolumeHasOneTarget() {
    publish("t", EXCLUSIVE);
    fails(Kind.IN_USE, node.target("t") + " exclusively", () -> publish("u", WRITABLE));
    fails(Kind.IN_USE, node.target("t"), () -> publish("u", EXCLUSIVE));
    assertThat(Path.of(node.target("u"))).doesNotExist();
    unpublish("t");
    publish("u", WRITABLE);
    fails(Kind.IN_USE, "can't be published exclusively", () -> publish("t", EXCLUSIVE));
  }

  @Test
  void publishBeforeStageIsRefused() {
    fails(
        Kind.NOT_STAGED,
        "volume w",
        () -> node.manager.publish("w", node.target("t"), WRITABLE, SOON));
    assertThat(Path.of(node.target("t"))).doesNotExist();
  }

  @Test
  void badTargetsAreNamedAndLeftAsTheyAre() throws IOException {
    Files.writeString(temp.resolve("file"), "precious");
    Files.writeString(Files.createDirectory(temp.resolve("full")).resolve("f"), "precious");
    Files.createDirectory(temp.resolve("dir"));
    Files.createSymbolicLink(temp.resolve("link"), temp.resolve("dir"));
    Files.createDirectory(temp.resolve("foreign"));
    node.table.foreign(node.target("foreign"), "ext4");
    fails(Kind.BAD_TARGET, node.target("file"), () -> publish("file", WRITABLE));
    fails(Kind.BAD_TARGET, "not empty", () -> publish("full", WRITABLE));
    fails(Kind.BAD_TARGET, "symbolic link", () -> publish("link", WRITABLE));
    fails(Kind.BAD_TARGET, "already a ext4 mount", () -> publish("foreign", WRITABLE));
    fails(Kind.BAD_TARGET, "parent", () -> publish("no/t", WRITABLE));
    fails(Kind.BAD_TARGET, "ENOTDIR", () -> publish("file/t", WRITABLE));
    fails(Kind.INVALID, "'..'", () -> node.manager.publish("v", temp + "/../x", WRITABLE, SOON));
    assertThat(temp.resolve("file")).hasContent("precious");
    assertThat(temp.resolve("full/f")).hasContent("precious");
    assertThat(node.manager.status("v", SOON).orElseThrow().targets()).isEmpty();
    assertThat(node.isMounted(node.target("dir"))).isFalse();
  }

  @Test
  void unpublishNeverDeletesWhatIsNotOurs() throws IOException {
    Files.writeString(temp.resolve("file"), "precious");
    Files.writeString(Files.createDirectory(temp.resolve("full")).resolve("f"), "precious");
    Files.createDirectory(temp.resolve("foreign"));
    node.table.foreign(node.target("foreign"), "ext4");
    fails(Kind.BAD_TARGET, "left as it is", () -> unpublish("file"));
    fails(Kind.BAD_TARGET, "left as it is", () -> unpublish("full"));
    fails(Kind.BAD_TARGET, "foreign ext4 mount", () -> unpublish("foreign"));
    assertThat(temp.resolve("full/f")).hasContent("precious");
    assertThat(node.isMounted(node.target("foreign"))).isTrue();
  }

  @Test
  void unpublishOfWhatNeverWasIsFine() throws IOException {
    unpublish("never");
    unpublish("no/parent/t");
    node.manager.unpublish("unknown", node.target("never"), SOON);
    Files.createDirectory(temp.resolve("empty"));
    unpublish("empty");
    assertThat(temp.resolve("empty")).doesNotExist();
  }

  @Test
  void unpublishNeedsNoRecord() throws IOException {
    publish("t", WRITABLE);
    // The mount of a session manager whose records are lost.
    try (FakeNode other = new FakeNode(Files.createDirectory(temp.resolve("other")))) {
      other.stage("w");
      other.manager.publish("w", other.target("t"), WRITABLE, SOON);
      SessionManager forgetful = withoutRecords(other);
      forgetful.unpublish("w", other.target("t"), SOON);
      assertThat(other.isMounted(other.target("t"))).isFalse();
      assertThat(Path.of(other.target("t"))).doesNotExist();
    }
  }

  private SessionManager withoutRecords(FakeNode of) {
    return new SessionManager(
        of.config,
        "boot",
        of.table,
        new org.efc.mounter.state.FileMountStore(temp.resolve("no-state")),
        of.runner,
        org.efc.mounter.process.RestartPolicy.DEFAULT);
  }

  @Test
  void targetOfAnotherVolumeIsNotTakenAway() {
    node.stage("w");
    publish("t", WRITABLE);
    fails(
        Kind.BAD_TARGET,
        "belongs to volume v",
        () -> node.manager.unpublish("w", node.target("t"), SOON));
    fails(
        Kind.BAD_TARGET,
        "is a mount of volume v",
        () -> node.manager.publish("w", node.target("t"), WRITABLE, SOON));
    assertThat(node.isMounted(node.target("t"))).isTrue();
  }

  @Test
  void stackedBindsGoAllAtOnce() {
    publish("t", WRITABLE);
    stackAnother("t");
    stackAnother("t");
    assertThat(node.table.read().at(node.target("t"))).hasSize(3);
    unpublish("t");
    assertThat(node.isMounted(node.target("t"))).isFalse();
  }

  private void stackAnother(String name) {
    try (var target =
        org.efc.mounter.linux.TargetDirectory.open(
                org.efc.mounter.linux.TargetPath.parse(node.target(name)))
            .orElseThrow()) {
      node.table.bind(node.mountPath("v"), target, false);
    }
  }

  @Test
  void busyTargetOfAPodIsDetachedAndOneOfAPersonIsNot() throws IOException {
    publish("t", WRITABLE);
    node.table.busy(node.target("t"));
    unpublish("t");
    assertThat(node.isMounted(node.target("t"))).isFalse();
    Files.createDirectory(temp.resolve("by-hand"));
    publish("by-hand", new BindOptions(false, false, true));
    node.table.busy(node.target("by-hand"));
    fails(Kind.IN_USE, "busy", () -> unpublish("by-hand"));
    assertThat(node.isMounted(node.target("by-hand"))).isTrue();
  }

  @Test
  void directoryOfAPersonStays() throws IOException {
    Files.createDirectory(temp.resolve("by-hand"));
    publish("by-hand", new BindOptions(false, false, true));
    unpublish("by-hand");
    assertThat(temp.resolve("by-hand")).isEmptyDirectory();
  }

  @Test
  void targetBehindALinkIsFoundAgain() throws IOException {
    Files.createDirectory(temp.resolve("real"));
    Files.createSymbolicLink(temp.resolve("kubelet"), temp.resolve("real"));
    publish("kubelet/t", WRITABLE);
    publish("kubelet/t", WRITABLE);
    assertThat(node.isMounted(node.target("real/t"))).isTrue();
    assertThat(node.manager.status("v", SOON).orElseThrow().targets())
        .containsExactly(node.target("kubelet/t"));
    unpublish("kubelet/t");
    assertThat(temp.resolve("real/t")).doesNotExist();
  }
}
