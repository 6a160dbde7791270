// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** kill -9 in the midst of each call of a volume's life, which kubelet repeats then. */
class CutCallsIT {
  private static final Duration RETRIES = Duration.ofSeconds(60);
  private static final long[] KILL_AFTER_MILLIS = {5, 150};
  private static final long[] MANY_MILLIS = {0, 5, 20, 60, 150, 400};

  /** Who is killed. */
  enum Victims {
    PLUGIN,
    SESSION_MANAGER,
    BOTH;

    private boolean has(Victims one) {
      return this == one || this == BOTH;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FILE, PLUGIN",
    "FILE, SESSION_MANAGER",
    "FILE, BOTH",
    "NFS, PLUGIN",
    "NFS, SESSION_MANAGER",
    "NFS, BOTH"
  })
  void theCallSucceedsInTheEndAndLeavesOneClient(StorageKind kind, Victims victims) {
    Requirements.localOrDeep(kind);
    if (victims == Victims.SESSION_MANAGER) {
      Requirements.deep(); // in a short run it is killed with the plugin only
    }
    try (World world = World.of(kind)) {
      for (long millis : Boolean.getBoolean("efc.deep") ? MANY_MILLIS : KILL_AFTER_MILLIS) {
        for (VolumeLife.Call call : VolumeLife.of(world, "cut-" + millis)) {
          CompletableFuture<Void> cut = CompletableFuture.runAsync(() -> quietly(call.call()));
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
          replace(world, victims);
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

  private static void replace(World world, Victims victims) {
    if (victims.has(Victims.SESSION_MANAGER)) {
      world.node().sessionManager().kill();
    }
    if (victims.has(Victims.PLUGIN)) {
      world.node().plugin().kill();
    }
    if (victims.has(Victims.SESSION_MANAGER)) {
      world.node().startSessionManager();
    }
    if (victims.has(Victims.PLUGIN)) {
      world.node().startPlugin();
    }
  }

  private static void quietly(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      // the connection went with the plugin
    }
  }
}
