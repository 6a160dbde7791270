// SPDX-License-Identifier: Apache-2.0
package org.efc.csi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.mounter.MountException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import pluginregistration.v1.Pluginregistration.PluginInfo;

/** The plugin as kubelet meets it, and as its probes see it. */
@Timeout(240)
class RegistrationTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path registry;
  private final int port = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path socket() {
    return registry.resolve("fuse.csi.fluid.io-reg.sock");
  }

  private RunningPlugin start() {
    return RunningPlugin.start(
        "--registration-dir=" + registry, "--health-address=127.0.0.1:" + port);
  }

  private List<String> around() throws IOException {
    try (var files = Files.list(registry)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  /** As with a probe, an answer that comes too late may be asked for again. */
  private void awaitHealth() {
    Awaitility.await().atMost(LIMIT).until(() -> get("/healthz").body().equals("ok\n"));
  }

  @Test
  void kubeletLearnsWhoIsThereAndWhere() throws IOException {
    try (RunningPlugin plugin = start();
        KubeletSide kubelet = new KubeletSide(socket())) {
      assertThat(kubelet.info())
          .isEqualTo(
              PluginInfo.newBuilder()
                  .setType("CSIPlugin")
                  .setName("fuse.csi.fluid.io")
                  .setEndpoint(plugin.socket().toString())
                  .addSupportedVersions("1.0.0")
                  .build());
      assertThat(kubelet.driver().getName()).isEqualTo("fuse.csi.fluid.io");
      assertThat(around()).containsExactly("fuse.csi.fluid.io-reg.sock");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
    }
    assertThat(around()).isEmpty();
  }

  @Test
  void readyIsWhoIsRegistered() throws Exception {
    try (RunningPlugin _ = start();
        KubeletSide kubelet = new KubeletSide(socket())) {
      awaitHealth();
      assertThat(get("/readyz").statusCode()).isEqualTo(503);
      assertThat(get("/readyz").body()).contains("kubelet has not registered");
      kubelet.accept();
      assertThat(get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aRefusalEndsThePluginAfterItsAnswer() throws Exception {
    try (RunningPlugin plugin = start();
        KubeletSide kubelet = new KubeletSide(socket())) {
      CompletableFuture<String> end =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return plugin.plugin().awaitEnd();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              Thread::startVirtualThread);
      kubelet.accept();
      assertThat(end).isNotDone();
      kubelet.refuse("another driver\nhas the name");
      assertThat(end.get(20, TimeUnit.SECONDS))
          .contains("fuse.csi.fluid.io", plugin.socket().toString(), "another driver has the name");
      assertThat(get("/readyz").statusCode()).isEqualTo(503);
    }
  }

  /** No session manager, no mount, no server: the plugin is well; without its socket it is not. */
  @Test
  void healthIsThePluginsOwnSocketAndNothingElse() throws Exception {
    try (RunningPlugin plugin = start()) {
      plugin.mounter().failWith(new MountException(MountException.Kind.UNAVAILABLE, "away"));
      awaitHealth();
      Files.delete(plugin.socket());
      assertThat(get("/healthz").statusCode()).isEqualTo(503);
      assertThat(get("/healthz").body()).contains(plugin.socket().toString());
    }
  }

  @Test
  void callsAreCounted() throws Exception {
    try (RunningPlugin plugin = start();
        KubeletSide kubelet = new KubeletSide(socket())) {
      kubelet.driver();
      Requests.refusal(
          () ->
              plugin
                  .node()
                  .nodeStageVolume(csi.v1.Csi.NodeStageVolumeRequest.getDefaultInstance()));
      assertThat(get("/metrics").body())
          .contains("efc_csi_calls_total{method=\"GetPluginInfo\",code=\"OK\"} 1\n")
          .contains("efc_csi_calls_total{method=\"NodeStageVolume\",code=\"INVALID_ARGUMENT\"} 1\n")
          .contains("efc_csi_call_seconds_count{method=\"GetInfo\"} 1\n");
    }
  }
}
