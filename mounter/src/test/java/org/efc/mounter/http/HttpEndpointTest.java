// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.efc.common.EfcException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpEndpointTest {
  private static final ListenAddress ANY = new ListenAddress("127.0.0.1", 0);
  private static final Duration SOON = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(SOON).build();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Map<String, Supplier<Page>> pages =
      Map.of(
          "/count",
          () -> Page.ok(asked.incrementAndGet() + "\n"),
          "/ill",
          () -> Page.unavailable("no kubelet"),
          "/broken",
          () -> {
            throw new IllegalStateException("as it is");
          },
          "/slow",
          () -> {
            try {
              return Page.ok(gate.await(20, TimeUnit.SECONDS) + "\n");
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          });
  private final HttpEndpoint endpoint = HttpEndpoint.start("x", ANY, pages);

  @AfterEach
  void stop() {
    gate.countDown();
    endpoint.close();
    client.close();
  }

  private HttpRequest.Builder request(String path) {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    return HttpRequest.newBuilder(uri).timeout(SOON);
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPageIsMadeAnewEachTime() throws Exception {
    assertThat(get("/count").body()).isEqualTo("1\n");
    HttpResponse<String> second = get("/count?x=y");
    assertThat(second.body()).isEqualTo("2\n");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(second.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
  }

  @Test
  void whatIsIllSaysWhy() throws Exception {
    assertThat(get("/ill").statusCode()).isEqualTo(503);
    assertThat(get("/ill").body()).isEqualTo("no kubelet\n");
    assertThat(get("/broken").statusCode()).isEqualTo(503);
    assertThat(get("/broken").body()).isEqualTo("as it is\n");
  }

  @Test
  void whatIsNotThereIsToldWhatIs() throws Exception {
    assertThat(get("/counts").statusCode()).isEqualTo(404);
    assertThat(get("/counts").body()).contains("/count", "/ill");
    HttpRequest post = request("/count").POST(HttpRequest.BodyPublishers.ofString("x")).build();
    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    HttpRequest head = request("/count").HEAD().build();
    assertThat(client.send(head, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsThatPileUpAreRefusedAndTheOthersEnd() {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, 24)
            .mapToObj(
                i ->
                    client.sendAsync(
                        request("/slow").build(), HttpResponse.BodyHandlers.ofString()))
            .toList();
    List<CompletableFuture<HttpResponse<String>>> refused =
        IntStream.range(0, 8).mapToObj(i -> new CompletableFuture<HttpResponse<String>>()).toList();
    AtomicInteger next = new AtomicInteger();
    all.forEach(
        one ->
            one.thenAccept(
                response -> {
                  if (response.statusCode() == 503) {
                    refused.get(next.getAndIncrement()).complete(response);
                  }
                }));
    refused.forEach(one -> one.orTimeout(20, TimeUnit.SECONDS).join());
    gate.countDown();
    long good =
        all.stream()
            .map(one -> one.orTimeout(20, TimeUnit.SECONDS).join().statusCode())
            .filter(status -> status == 200)
            .count();
    assertThat(good).isEqualTo(16);
  }

  /** One that connects and says nothing must not keep others from being answered. */
  @Test
  void silentPeersAreNoObstacle() throws Exception {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
        Socket _ = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      assertThat(get("/count").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    ListenAddress taken = new ListenAddress("127.0.0.1", endpoint.port());
    assertThatThrownBy(() -> HttpEndpoint.start("metrics-address", taken, Map.of()))
        .isInstanceOf(EfcException.class)
        .hasMessageContaining(taken.toString())
        .hasMessageContaining("--metrics-address");
  }

  @Test
  void nobodyListensAfterTheEnd() {
    endpoint.close();
    assertThatThrownBy(() -> get("/count")).isInstanceOf(ConnectException.class);
  }
}
