// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import csi.v1.Csi.GetPluginInfoRequest;
import csi.v1.Csi.NodeStageVolumeResponse;
import csi.v1.Csi.ProbeRequest;
import io.grpc.Status;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.common.EfcException;
import org.efc.csi.grpc.CallMetrics;
import org.efc.csi.service.IdentityService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The socket and the life of the server. */
class CsiServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path directory;

  private Path socket() {
    return directory.resolve("deep/csi.sock");
  }

  private CsiServer start() {
    return CsiServer.start(
        socket(), List.of(new IdentityService("driver", false)), new CallMetrics(), PATIENCE);
  }

  private List<String> around() throws IOException {
    try (var files = Files.list(directory.resolve("deep"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theSocketIsTheOwnersAloneAndGoesWithTheServer() throws IOException {
    CsiServer server = start();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
        .isEqualTo("rw-------");
    assertThat(around()).containsExactly("csi.sock");
    server.close();
    server.close();
    assertThat(around()).isEmpty();
  }

  @Test
  void aSocketThatAKilledServerLeftIsReplaced() throws IOException {
    Files.createDirectory(directory.resolve("deep"));
    ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    left.bind(UnixDomainSocketAddress.of(socket()));
    left.close();
    assertThat(socket()).exists();
    try (CsiServer _ = start()) {
      assertThat(around()).containsExactly("csi.sock");
    }
    assertThat(around()).isEmpty();
  }

  @Test
  void whatIsNoSocketStays() throws IOException {
    Files.createDirectory(directory.resolve("deep"));
    Files.writeString(socket(), "precious");
    assertThatThrownBy(this::start)
        .isInstanceOf(EfcException.class)
        .hasMessageContaining(socket().toString());
    assertThat(socket()).hasContent("precious");
    assertThat(around()).containsExactly("csi.sock");
  }

  @Test
  void theSuccessorsSocketStays() throws IOException {
    CsiServer first = start();
    try (CsiServer _ = start()) {
      first.close();
      assertThat(around()).containsExactly("csi.sock");
    }
    assertThat(around()).isEmpty();
  }

  @Test
  void itSaysWhoItIs() {
    try (RunningPlugin plugin = RunningPlugin.start("--driver-name=my.driver")) {
      assertThat(
              plugin.identity().getPluginInfo(GetPluginInfoRequest.getDefaultInstance()).getName())
          .isEqualTo("my.driver");
      assertThat(plugin.identity().probe(ProbeRequest.getDefaultInstance()).getReady().getValue())
          .isTrue();
    }
  }

  @Test
  void callsUnderWayEndBeforeTheServer() {
    RunningPlugin plugin = RunningPlugin.start();
    try {
      CountDownLatch gate = new CountDownLatch(1);
      plugin.mounter().holdStages(gate);
      CompletableFuture<NodeStageVolumeResponse> call =
          CompletableFuture.supplyAsync(
              () -> plugin.node().nodeStageVolume(Requests.stage(plugin, "v").build()),
              Thread::startVirtualThread);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Requests.refusal(
                              () ->
                                  plugin
                                      .node()
                                      .nodeStageVolume(Requests.stage(plugin, "v").build()))
                          .getCode()
                      == Status.Code.ABORTED);
      CompletableFuture<Void> stop =
          CompletableFuture.runAsync(plugin.plugin()::close, Thread::startVirtualThread);
      Awaitility.await().atMost(PATIENCE).until(() -> isRefusedAsUnavailable(plugin));
      assertThat(stop).isNotDone();
      gate.countDown();
      assertThat(call.orTimeout(10, TimeUnit.SECONDS).join())
          .isEqualTo(NodeStageVolumeResponse.getDefaultInstance());
      stop.orTimeout(10, TimeUnit.SECONDS).join();
      assertThat(plugin.socket()).doesNotExist();
    } finally {
      plugin.close();
    }
  }

  private static boolean isRefusedAsUnavailable(RunningPlugin plugin) {
    try {
      plugin.identity().probe(ProbeRequest.getDefaultInstance());
      return false;
    } catch (io.grpc.StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }
  }
}
