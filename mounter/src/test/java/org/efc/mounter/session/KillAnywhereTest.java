// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.FakeNode.SOON;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.session.Killer.KilledError;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kill -9 of the session manager around every deed of every call; then the same call again. */
class KillAnywhereTest {
  private static final BindOptions READ_ONLY = new BindOptions(true, false);
  private static final int MOST_HALF_STEPS = 200;

  @TempDir Path temp;

  enum Operation {
    STAGE,
    PUBLISH,
    UNPUBLISH,
    UNSTAGE
  }

  private static void call(FakeNode node, Operation operation) {
    switch (operation) {
      case STAGE -> node.stage("v");
      case PUBLISH -> node.manager.publish("v", node.target("t"), READ_ONLY, SOON);
      case UNPUBLISH -> node.manager.unpublish("v", node.target("t"), SOON);
      case UNSTAGE -> node.unstage("v");
    }
  }

  private static void callsBefore(FakeNode node, Operation operation) {
    for (Operation earlier : Operation.values()) {
      if (earlier.ordinal() < operation.ordinal()) {
        call(node, earlier);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameCallSucceedsAfterTheKill(Operation operation) throws IOException {
    int halfStep = 0;
    while (killedAt(halfStep, operation)) {
      halfStep++;
      assertThat(halfStep).isLessThan(MOST_HALF_STEPS);
    }
    // Otherwise nothing was tested: each call has an intent, a deed and a note at least.
    assertThat(halfStep).isGreaterThanOrEqualTo(6);
  }

  /** Whether the call was long enough to be killed there. */
  private boolean killedAt(int halfStep, Operation operation) throws IOException {
    Path directory = Files.createDirectory(temp.resolve(operation + "-" + halfStep));
    try (FakeNode node = new FakeNode(directory)) {
      callsBefore(node, operation);
      String where = callAndKill(node, operation, halfStep);
      node.killer.disarm();
      node.restart();
      again(node, operation);
      check(node, operation, where);
      for (Operation next : Operation.values()) {
        if (next.ordinal() > operation.ordinal()) {
          again(node, next);
          check(node, next, where);
        }
      }
      return !where.isEmpty();
    }
  }

  private static String callAndKill(FakeNode node, Operation operation, int halfStep) {
    node.killer.arm(halfStep);
    try {
      call(node, operation);
      return "";
    } catch (KilledError e) {
      return "at half step " + halfStep + ", " + e.getMessage();
    }
  }

  /** As kubelet does: PENDING while the restarted one settles, and a volume staged anew. */
  private static void again(FakeNode node, Operation operation) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              try {
                call(node, operation);
                return true;
              } catch (MountException e) {
                assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.PENDING);
                return false;
              }
            });
  }

  private static void check(FakeNode node, Operation done, String where) {
    boolean staged = done != Operation.UNSTAGE;
    boolean published = done == Operation.PUBLISH;
    assertThat(node.runner.living()).as("clients, %s", where).isEqualTo(staged ? 1 : 0);
    assertThat(node.table.read().entries())
        .as("mounts, %s", where)
        .hasSize((staged ? 1 : 0) + (published ? 1 : 0));
    assertThat(Files.exists(Path.of(node.target("t"))))
        .as("target, %s", where)
        .isEqualTo(published);
    if (published) {
      assertThat(node.table.read().top(node.target("t")).orElseThrow().isReadOnly()).isTrue();
    }
    List<String> targets =
        node.manager.list(SOON).stream().flatMap(volume -> volume.targets().stream()).toList();
    assertThat(targets).as("targets, %s", where).hasSize(published ? 1 : 0);
    if (!staged) {
      assertThat(node.config.stateDir().resolve("volumes")).as(where).isEmptyDirectory();
      assertThat(node.config.mountRoot().resolve("efc")).as(where).isEmptyDirectory();
    }
  }
}
