// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.FakeNode.SOON;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.efc.mounter.BindOptions;
import org.efc.mounter.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** System calls that hang, and what comes of them when the kernel lets them go. */
class LateCallsTest {
  private static final BindOptions WRITABLE = new BindOptions(false, false);

  @TempDir Path temp;
  private final CountDownLatch open = new CountDownLatch(1);
  private FakeNode node;

  @BeforeEach
  void makeNode() throws IOException {
    node = new FakeNode(temp);
    node.mountDeadline = Duration.ofMillis(100);
    node.restart();
  }

  @AfterEach
  void end() {
    open.countDown();
    node.close();
  }

  private void awaitNoWatchdog() {
    await()
        .atMost(SOON)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("watchdog: ")));
  }

  @Test
  void aBindThatComesThroughLateIsTakenBack() {
    node.stage("v");
    node.table.hangUntil(open);
    assertThatThrownBy(() -> node.manager.publish("v", node.target("t"), WRITABLE, SOON))
        .hasMessageContaining("hangs for more than 100 ms");
    open.countDown();
    awaitNoWatchdog();
    assertThat(node.isMounted(node.target("t"))).isFalse();
    node.manager.publish("v", node.target("t"), WRITABLE, SOON);
    assertThat(node.table.read().at(node.target("t"))).hasSize(1);
  }

  @Test
  void aMountThatComesThroughLateIsTakenBack() {
    node.table.hangUntil(open);
    assertThatThrownBy(() -> node.stage("v")).hasMessageContaining("hangs for more than 100 ms");
    open.countDown();
    awaitNoWatchdog();
    await().atMost(SOON).until(() -> node.table.read().entries().isEmpty());
    node.stage("v");
    assertThat(node.table.read().entries()).hasSize(1);
  }

  @Test
  void orphansAreUnmountedWhileCallsAreAnswered() {
    String path = node.config.mountRoot().resolve("efc/x/efc-fuse").toString();
    node.table.orphan(path, node.config.fsName(), node.config.fsType());
    node.table.hangUntil(open);
    CompletableFuture<Void> recovered = CompletableFuture.runAsync(node::restart);
    assertThat(recovered).succeedsWithin(Duration.ofSeconds(1));
    assertThat(node.isMounted(path)).isTrue();
    open.countDown();
    await().atMost(SOON).until(() -> !node.isMounted(path));
  }

  @Test
  void aSlowDiskDelaysNoClient() {
    node.stage("a");
    node.stage("b");
    node.stage("c");
    node.store.hangUntil(open);
    node.runner.started().get(0).end(new ExitReason.Signaled(9, false));
    node.runner.started().get(1).end(new ExitReason.Signaled(9, false));
    int before = node.runner.attempts();
    assertThat(before).isBetween(3, 5);
    node.runner.started().get(2).end(new ExitReason.Signaled(9, false));
    await().atMost(SOON).until(() -> node.runner.attempts() == 6);
    // The second end in a row: this launch is on the timer.
    node.runner.last().end(new ExitReason.Signaled(9, false));
    await().atMost(SOON).until(() -> node.runner.attempts() == 7);
    assertThat(node.runner.living()).isEqualTo(3);
  }
}
