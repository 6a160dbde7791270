// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.once;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.efc.sanity.Await;
import org.efc.sanity.HandMount;
import org.efc.sanity.Kubelet;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.World;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * kill -9 of all who hold a volume's device, before one of them is back: the one case that
 * applications notice. They get an error and no hang; then the volume is there again.
 */
class LostDeviceIT {
  private static final Duration BACK_WITHIN = Duration.ofSeconds(60);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @ParameterizedTest
  @EnumSource
  void theChangeUnderWayIsLostAndIsCounted(StorageKind kind) throws Exception {
    Requirements.localOrDeep(kind);
    try (HandMount mount = HandMount.of(kind)) {
      HeldChange held = HeldChange.at(mount, Change.MKDIR, Instant.EFFECT, "lost");
      killed(mount.node());
      assertThat(held.outcome().answer()).as("what the application is told").isNotEqualTo("ok");

      mount.node().startSessionManager();

      awaitServed(mount.node());
      assertThat(MountTable.read().at(mount.directory())).as("mounts").hasSize(1);
      Files.writeString(mount.directory().resolve("after"), "there again");
      assertThat(mount.storage().directory().resolve("after")).hasContent("there again");
      assertThat(status(mount.node())).contains("mounted afresh 1 times");
      Await.until(
          "the lost change to be counted",
          BACK_WITHIN,
          () ->
              status(mount.node(), "--metrics").matches("(?s).*efc_requests_lost_total.*} 1\n.*"));
      assertThat(status(mount.node(), "--metrics"))
          .containsPattern("efc_connections_lost_total\\{.*} 1\n");
      mount.assertUnmounts();
    }
  }

  @ParameterizedTest
  @EnumSource
  void targetsAreBoundAgainOnce(StorageKind kind) throws IOException {
    Requirements.localOrDeep(kind);
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("lost");
      Files.writeString(volume.target().resolve("before"), "kept");
      world.node().plugin().kill();
      killed(world.node());

      world.node().startSessionManager();
      world.node().startPlugin();

      awaitServed(world.node());
      Await.until(
          "the target to be bound again",
          BACK_WITHIN,
          () -> MountTable.read().at(volume.target()).size() == 1 && isServed(volume));
      assertThat(volume.target().resolve("before")).hasContent("kept");
      assertThat(world.node().clients()).hasSize(1);
      Kubelet.calls("taking down", volume::takeDown);
      world.assertNothingLeft();
    }
  }

  private static boolean isServed(PublishedVolume volume) {
    return Files.exists(volume.target().resolve("before"));
  }

  /** The session manager first: it would launch another client. */
  private static void killed(Node node) {
    long client = node.client().pid();
    node.sessionManager().kill();
    ProcessHandle.of(client).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void awaitServed(Node node) {
    Await.until("the volume to be served", BACK_WITHIN, () -> status(node).contains(" serving "));
  }

  private static String status(Node node, String... options) {
    return node.asking("status", options).limit(LIMIT).run().out();
  }
}
