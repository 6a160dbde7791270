// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.efc.sanity.csi.CsiVolume;
import org.efc.sanity.csi.PublishedVolume;
import org.efc.sanity.node.MountTable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the plugin at every step of a volume's life. */
class PluginCrashIT {
  private static final Duration RETRIES = Duration.ofSeconds(60);
  private static final long[] KILL_AFTER_MILLIS = {5, 60, 400};
  private static final long[] MANY_MILLIS = {0, 5, 20, 60, 150, 400};

  /** A call that kubelet may repeat, and how many clients there are once it has succeeded. */
  private record Call(String name, Runnable call, int clients) {}

  @ParameterizedTest
  @EnumSource
  void theNextIdenticalCallSucceedsAfterAKillBetweenAnyTwo(StorageKind kind) {
    try (World world = World.of(kind)) {
      for (Call call : lifeOf(world, "between")) {
        call.call().run();
        world.node().plugin().kill();
        world.node().startPlugin();
        call.call().run();
        assertThat(world.node().clients())
            .as("clients after %s", call.name())
            .hasSize(call.clients());
      }
      world.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theCallSucceedsInTheEndWhenTheKillHitsInTheMiddleOfIt(StorageKind kind) {
    Requirements.localOrDeep(kind);
    try (World world = World.of(kind)) {
      for (long millis : Boolean.getBoolean("efc.deep") ? MANY_MILLIS : KILL_AFTER_MILLIS) {
        for (Call call : lifeOf(world, "middle-" + millis)) {
          CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> quietly(call.call()));
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
          world.node().plugin().kill();
          world.node().startPlugin();
          Await.until("the call that was cut to return", RETRIES, cut::isDone);
          Kubelet.calls(call.name(), call.call());
          assertThat(world.node().clients())
              .as("clients after %s, killed after %d ms", call.name(), millis)
              .hasSize(call.clients());
        }
      }
      world.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theVolumeServesOnWhileThereIsNoPlugin(StorageKind kind) throws IOException {
    try (World world = World.of(kind)) {
      PublishedVolume volume = world.publish("alone");
      world.node().plugin().kill();

      Files.writeString(volume.target().resolve("note"), "no plugin needed");

      assertThat(volume.server().resolve("note")).hasContent("no plugin needed");
      world.node().startPlugin();
      volume.takeDown();
      world.assertNothingLeft();
    }
  }

  private static List<Call> lifeOf(World world, String name) {
    Path staging = world.node().staging(name);
    Path target = world.node().target(name);
    CsiVolume[] volume = new CsiVolume[1];
    return List.of(
        new Call(
            "CreateVolume",
            () -> {
              CsiVolume created = world.csi().createVolume(name, world.storage().source());
              assertThat(volume[0] == null || volume[0].equals(created)).as("same volume").isTrue();
              volume[0] = created;
            },
            0),
        new Call("NodeStageVolume", () -> world.csi().stage(volume[0], staging), 1),
        new Call(
            "NodePublishVolume",
            () -> {
              world.csi().publish(volume[0], staging, target);
              assertThat(MountTable.read().at(target)).as("mounts at the target").hasSize(1);
            },
            1),
        new Call("NodeUnpublishVolume", () -> world.csi().unpublish(volume[0].id(), target), 1),
        new Call("NodeUnstageVolume", () -> world.csi().unstage(volume[0].id(), staging), 0),
        new Call("DeleteVolume", () -> world.csi().deleteVolume(volume[0].id()), 0));
  }

  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      // the connection went with the plugin
    }
  }
}
