// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.efc.common.metrics.Metrics;
import org.efc.fuse.fixture.FakeKernel;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.op.Getattr;
import org.efc.fuse.op.Read;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What 64 requests at once cost of memory: while they are under way, and afterwards. */
class BurstTest {
  private static final int REQUESTS = 64;
  private static final long MIB = 1 << 20;
  private static final String IDS = "00000000 00000000 07000000 0000 0000";

  private final FakeKernel kernel = new FakeKernel();
  private final BlockingQueue<Request> held = new LinkedBlockingQueue<>();
  private final FuseSession session =
      new FuseSession(
          kernel.device(),
          new Away(),
          new SessionOptions(InitPreferences.shared(), 1, REQUESTS, Duration.ofMillis(50)),
          negotiated -> {},
          Optional.of(FakeSession.negotiated()),
          new Metrics());

  private final class Away extends UnsupportedFileSystem {
    @Override
    public void getattr(Request request, Getattr op) {
      held.add(request);
    }

    @Override
    public void read(Request request, Read op) {
      held.add(request);
    }
  }

  @BeforeEach
  void start() {
    session.start();
    kernel.receive(); // RESEND
    burst("38000000 03000000 %s 0100000000000000" + IDS + "00".repeat(16));
    answer(0);
  }

  @AfterEach
  void stop() {
    session.stop(Duration.ofSeconds(10));
    session.releaseMemory();
    kernel.close();
  }

  private void burst(String request) {
    for (int i = 0; i < REQUESTS; i++) {
      kernel.send(request.formatted("%02x00000000000000".formatted(2 * i + 2)));
    }
    Awaitility.await().until(() -> session.inFlight() == REQUESTS);
    Awaitility.await().until(() -> held.size() == REQUESTS);
  }

  private void answer(int bytes) {
    for (int i = 0; i < REQUESTS; i++) {
      Request request = take();
      if (bytes == 0) {
        request.pending().ok();
      } else {
        for (int at = 0; at < request.payload().remaining(); at += 4096) {
          request.payload().put(at, (byte) 1);
        }
        request.pending().data(bytes);
      }
      kernel.receive();
    }
    Awaitility.await().until(() -> session.inFlight() == 0);
  }

  private Request take() {
    try {
      Request request = held.poll(10, TimeUnit.SECONDS);
      assertThat(request).isNotNull();
      return request;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static long residentBytes() throws IOException {
    // smaps_rollup: sums of all mappings, exact where /proc/self/statm is not
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
      if (line.startsWith("Anonymous:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    throw new AssertionError("no line Anonymous");
  }

  @Test
  void requestsWithoutDataCostNoPayload() {
    long before = session.payloadBytes();
    burst("38000000 03000000 %s 0100000000000000" + IDS + "00".repeat(16));
    assertThat(session.payloadBytes()).isEqualTo(before).isLessThan(2 * MIB);
    answer(0);
  }

  @Test
  void readsOfOneMebibyteAreForgottenSoonAfter() throws IOException {
    long before = residentBytes();
    long mappedBefore = session.payloadBytes();
    burst(
        "50000000 0f000000 %s 0100000000000000"
            + IDS
            + "0000000000000000 0000000000000000 00001000 00000000 0000000000000000 0000000000000000");
    assertThat(session.payloadBytes()).isEqualTo(mappedBefore + REQUESTS * (MIB + 4096));
    long during = residentBytes();
    assertThat(during - before).isGreaterThan((REQUESTS - 8) * MIB);
    answer(100);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> {
              assertThat(session.payloadBytes()).isLessThan(mappedBefore + 2 * MIB);
              assertThat(during - residentBytes()).isGreaterThan((REQUESTS - 8) * MIB);
            });
  }
}
