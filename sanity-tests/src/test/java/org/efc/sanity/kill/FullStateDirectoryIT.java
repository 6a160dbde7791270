// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.efc.sanity.Program;
import org.efc.sanity.Requirements;
import org.efc.sanity.StorageKind;
import org.efc.sanity.node.Distribution;
import org.efc.sanity.node.MountTable;
import org.efc.sanity.node.Node;
import org.efc.sanity.node.Processes;
import org.efc.sanity.storage.Storage;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Not a byte is left where the session manager and the clients keep their state: what is mounted is
 * served on, by the next client and under the next session manager too, and what can't be mounted
 * any more fails and says why.
 */
@Timeout(180)
class FullStateDirectoryIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration SERVES = Duration.ofMillis(700);

  @ParameterizedTest
  @EnumSource
  void volumesLiveOn(StorageKind kind) throws IOException, InterruptedException {
    Requirements.localOrDeep(kind);
    Requirements.mounting();
    Requirements.program("gcc");
    try (Storage storage = kind.open();
        Node node = Node.create(Distribution.built())) {
      Program.of("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", state(node)).output();
      node.startSessionManager();
      Path mount = Files.createDirectory(node.directory().resolve("first"));
      mount(node, storage, mount).succeeded();
      try (Applications applications = new Applications(mount, node.directory(), 1)) {
        applications.startProber();
        Path filler = fill(node);
        for (int i = 0; i < 2; i++) {
          endClient(node, applications.heartbeat());
        }
        node.sessionManager().kill();
        node.startSessionManager();
        endClient(node, applications.heartbeat());
        assertRefused(node, storage);
        Files.delete(filler);
        ApplicationReport report = applications.finish().getFirst();
        assertThat(report.errors()).as(applications.said(List.of(report))).isZero();
      }
      umount(node, mount);
      mount(node, storage, mount).succeeded();
      umount(node, mount);
      node.sessionManager().stop(LIMIT);
      Program.of("umount", state(node)).output();
      assertThat(node.shutDown().isNone()).as("nothing is left").isTrue();
    }
  }

  private static String state(Node node) {
    return node.stateDirectory().toString();
  }

  /** To the last byte: dd ends with ENOSPC. */
  private static Path fill(Node node) {
    Path filler = node.stateDirectory().resolve("filler");
    Program.Outcome full = Program.of("dd", "if=/dev/zero", "of=" + filler, "bs=4k").run();
    assertThat(full.err()).contains("No space left on device");
    return filler;
  }

  private static void endClient(Node node, Heartbeat heartbeat) throws InterruptedException {
    Thread.sleep(SERVES.toMillis());
    node.killClient();
    heartbeat.awaitMore(50, LIMIT);
  }

  /** Nothing of a volume that can't be mounted is left, and the message names the cause. */
  private static void assertRefused(Node node, Storage storage) throws IOException {
    Path second = Files.createDirectory(node.directory().resolve("second"));
    Program.Outcome refused = mount(node, storage, second);
    assertThat(refused.status()).isNotZero();
    assertThat(refused.err()).containsAnyOf("ENOSPC", "No space left on device");
    assertThat(node.clients()).extracting(Processes.Seen::pid).hasSize(1);
    assertThat(MountTable.read().under(second)).isEmpty();
    assertThat(node.mounts()).hasSize(1);
  }

  private static Program.Outcome mount(Node node, Storage storage, Path directory) {
    return node.mounting(storage.source(), directory).limit(LIMIT).run();
  }

  private static void umount(Node node, Path directory) {
    node.unmounting(directory).limit(LIMIT).output();
  }
}
