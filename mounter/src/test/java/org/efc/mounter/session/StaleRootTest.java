// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.efc.mounter.session.FakeNode.SOON;

import java.io.IOException;
import java.nio.file.Path;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.VolumeStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client says of itself reaches status, stage and publish. */
class StaleRootTest {
  private static final BindOptions WRITABLE = new BindOptions(false, false);

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

  private VolumeStatus status() {
    return node.manager.status("v", SOON).orElseThrow();
  }

  @Test
  void aStaleRootIsAbnormal() {
    assertThat(status().abnormal()).as(status().message()).isFalse();
    node.runner.say("root=stale\n");
    assertThat(status().abnormal()).isTrue();
    assertThat(status().message()).contains("serving", "nfs://nas/export", "stale file handle");
  }

  @Test
  void noNewPodGetsAVolumeWithAStaleRoot() {
    node.runner.say("root=stale\n");
    assertThatThrownBy(() -> node.manager.publish("v", node.target("t"), WRITABLE, SOON))
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_SOURCE))
        .hasMessageContainingAll("volume v", "stale file handle");
    assertThat(node.isMounted(node.target("t"))).isFalse();
    assertThatThrownBy(() -> node.stage("v")).hasMessageContaining("stale file handle");
    node.runner.say("");
    node.stage("v");
    node.manager.publish("v", node.target("t"), WRITABLE, SOON);
  }

  @Test
  void aPublishThatWasMadeBeforeIsAnsweredAsBefore() {
    node.manager.publish("v", node.target("t"), WRITABLE, SOON);
    node.runner.say("root=stale\n");
    node.manager.publish("v", node.target("t"), WRITABLE, SOON);
    node.manager.unpublish("v", node.target("t"), SOON);
    node.unstage("v");
  }

  @Test
  void aRequestThatEndedTwoClientsIsNamed() {
    node.runner.say("poisoned=WRITE 17 4242\n");
    assertThat(status().abnormal()).isTrue();
    assertThat(status().message()).contains("ended two clients", "EIO", "WRITE 17 4242");
  }
}
