// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.efc.mounter.session.FakeNode.SOON;
import static org.efc.mounter.session.FakeNode.spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.efc.mounter.BindOptions;
import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;
import org.efc.mounter.process.ExitReason;
import org.efc.mounter.process.FakeProcessRunner.Behaviour;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StagingTest {
  @TempDir Path temp;
  private FakeNode node;

  @BeforeEach
  void start() throws IOException {
    node = new FakeNode(temp);
  }

  @AfterEach
  void end() {
    node.close();
  }

  static void fails(Kind kind, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            MountException.class, e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind))
        .hasMessageContaining(message);
  }

  private void nothingIsLeft() {
    assertThat(node.table.read().entries()).isEmpty();
    assertThat(node.runner.living()).isZero();
    assertThat(node.config.stateDir().resolve("volumes")).isEmptyDirectory();
    assertThat(node.config.mountRoot().resolve("efc")).isEmptyDirectory();
  }

  @Test
  void stageMountsAndStartsOneClient() {
    node.stage("v");
    VolumeStatus status = node.manager.status("v", SOON).orElseThrow();
    assertThat(status.state()).isEqualTo("serving");
    assertThat(status.abnormal()).as(status.message()).isFalse();
    assertThat(status.generation()).isEqualTo(1);
    assertThat(status.requests()).isEqualTo(42);
    assertThat(status.usage()).contains(new VolumeStatus.Usage(1000, 600, 300, 10, 4));
    assertThat(node.isMounted(status.mountPath())).isTrue();
    assertThat(node.runner.last().launch().command())
        .startsWith("efc", "client", "--device-fd", "3")
        .containsSequence("--source", "nfs://nas/export")
        .containsSequence("--option", "attr-ttl=3s")
        .contains("--fail-fast");
  }

  @Test
  void stageTwiceIsFineAndStartsNoSecondClient() {
    node.stage("v");
    node.stage("v");
    assertThat(node.runner.started()).hasSize(1);
    assertThat(node.table.read().entries()).hasSize(1);
  }

  @Test
  void stageWithAnotherSpecIsIncompatibleAndSaysInWhat() {
    node.stage("v");
    fails(
        Kind.INCOMPATIBLE,
        "source nfs://nas/export, not nfs://nas/other",
        () -> node.manager.stage(otherSource(), "/staging/v", SOON));
    fails(
        Kind.INCOMPATIBLE,
        "read-only false, not true",
        () ->
            node.manager.stage(
                new MountSpec("v", "nfs://nas/export", true, Map.of("attr-ttl", "3s")),
                "/staging/v",
                SOON));
    fails(
        Kind.INCOMPATIBLE, "staging path", () -> node.manager.stage(spec("v"), "/elsewhere", SOON));
    assertThat(node.runner.living()).isEqualTo(1);
  }

  private static MountSpec otherSource() {
    return new MountSpec("v", "nfs://nas/other", false, Map.of("attr-ttl", "3s"));
  }

  @Test
  void unreachableSourceIsToldInTheClientsWordsAndNothingIsLeft() {
    node.runner.behave(Behaviour.UNREACHABLE);
    fails(Kind.UNREACHABLE, "host nas: no answer on port 2049", () -> node.stage("v"));
    nothingIsLeft();
    assertThat(node.manager.status("v", SOON)).isEmpty();
    node.runner.behave(Behaviour.SERVE);
    node.stage("v");
  }

  /** INTERNAL would say that something is broken; it may be repeated, and then succeeds. */
  @Test
  void firstClientThatIsKilledIsNoFaultOfTheSource() {
    node.runner.behave(Behaviour.CONNECT);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (node.runner.started().isEmpty()) {
                Thread.onSpinWait();
              }
              node.runner.last().end(new ExitReason.Signaled(9, false));
            });
    fails(Kind.UNREACHABLE, "killed by signal 9 SIGKILL", () -> node.stage("v"));
    nothingIsLeft();
    node.runner.behave(Behaviour.SERVE);
    node.stage("v");
  }

  @Test
  void clientThatCantBeStartedLeavesNothing() {
    node.runner.refuse(true);
    fails(Kind.INTERNAL, "no memory", () -> node.stage("v"));
    nothingIsLeft();
  }

  @Test
  void unstageLeavesNothingAndMayBeRepeated() {
    node.stage("v");
    node.unstage("v");
    nothingIsLeft();
    node.unstage("v");
    node.manager.unstage("never-heard-of", "/s", SOON);
  }

  @Test
  void unstageOfAnotherStagingPathHasNothingToDo() {
    node.stage("v");
    node.manager.unstage("v", "/elsewhere", SOON);
    assertThat(node.manager.status("v", SOON)).isPresent();
  }

  @Test
  void unstageOfAPublishedVolumeNamesItsTargets() {
    node.stage("v");
    node.manager.publish("v", node.target("t"), new BindOptions(false, false), SOON);
    fails(Kind.IN_USE, node.target("t"), () -> node.unstage("v"));
    assertThat(node.manager.status("v", SOON).orElseThrow().state()).isEqualTo("serving");
    node.table.removeAll(node.target("t"));
    node.unstage("v");
    nothingIsLeftBut(node.target("t"));
  }

  private void nothingIsLeftBut(String directory) {
    nothingIsLeft();
    assertThat(Path.of(directory)).isEmptyDirectory();
  }

  @Test
  void unstageOfABusyMountFailsAndTheClientGoesOn() {
    node.stage("v");
    node.table.busy(node.mountPath("v"));
    fails(Kind.IN_USE, "is busy", () -> node.unstage("v"));
    node.runner.last().end(new ExitReason.Signaled(9, false));
    await().atMost(SOON).until(() -> node.runner.started().size() == 2);
    await()
        .atMost(SOON)
        .until(() -> node.manager.status("v", SOON).orElseThrow().state().equals("serving"));
  }

  @Test
  void eightCallersGetOneClientAndNobodyWaits() throws Exception {
    CyclicBarrier together = new CyclicBarrier(8);
    List<Future<Boolean>> calls = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        calls.add(
            threads.submit(
                () -> {
                  together.await(10, TimeUnit.SECONDS);
                  return stagesOrIsPending();
                }));
      }
    }
    long done = 0;
    for (Future<Boolean> call : calls) {
      done += call.get() ? 1 : 0;
    }
    assertThat(done).isPositive();
    assertThat(node.runner.started()).hasSize(1);
    assertThat(node.table.read().entries()).hasSize(1);
    node.stage("v");
  }

  private boolean stagesOrIsPending() {
    try {
      node.stage("v");
      return true;
    } catch (MountException e) {
      assertThat(e.kind()).isEqualTo(Kind.PENDING);
      return false;
    }
  }

  @Test
  void stageOfAVolumeWhoseServerIsAwayEndsWithTheDeadline() {
    node.stage("v");
    node.runner.behave(Behaviour.CONNECT);
    node.runner.last().end(new ExitReason.Signaled(9, false));
    await().atMost(SOON).until(() -> node.runner.started().size() == 2);
    fails(
        Kind.UNREACHABLE,
        "does not reach nfs://nas/export",
        () -> node.manager.stage(spec("v"), "/staging/v", Duration.ofMillis(200)));
  }

  @Test
  void moreVolumesThanAllowedAreRefused() throws IOException {
    try (FakeNode small = new FakeNode(java.nio.file.Files.createDirectory(temp.resolve("s")), 1)) {
      small.stage("a");
      fails(Kind.EXHAUSTED, "--max-volumes", () -> small.stage("b"));
    }
  }

  @Test
  void runtimeNamesTheMountPath() {
    MountSpec named =
        new MountSpec(
            "v", "nfs://nas/e", false, Map.of("runtime_namespace", "ns", "runtime_name", "data"));
    node.manager.stage(named, "", SOON);
    assertThat(node.mountPath("v")).endsWith("/mnt/efc/ns/data/efc-fuse");
    assertThat(node.runner.last().launch().command()).noneMatch(word -> word.contains("runtime_"));
    MountSpec same =
        new MountSpec(
            "w", "nfs://nas/e", false, Map.of("runtime_namespace", "ns", "runtime_name", "data"));
    fails(Kind.INCOMPATIBLE, "volume v is mounted at", () -> node.manager.stage(same, "", SOON));
    node.manager.unstage("v", "", SOON);
    nothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/b", "UPPER", "", "-a"})
  void runtimeNameThatIsNoNameIsRefused(String name) {
    MountSpec bad =
        new MountSpec(
            "v", "nfs://nas/e", false, Map.of("runtime_namespace", "ns", "runtime_name", name));
    fails(Kind.INVALID, "runtime_name", () -> node.manager.stage(bad, "", SOON));
    assertThat(node.table.read().entries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\0"})
  void badVolumeIdIsRefused(String id) {
    fails(Kind.INVALID, "volume id", () -> node.manager.stage(spec(id), "", SOON));
    fails(Kind.INVALID, "volume id", () -> node.manager.unstage(id, "", SOON));
  }

  @Test
  void foreignMountInThePlaceOfOursIsLeftAlone() {
    node.stage("v");
    String path = node.mountPath("v");
    node.unstage("v");
    node.table.foreign(path, "ext4");
    fails(Kind.BAD_TARGET, "foreign ext4 mount", () -> node.stage("v"));
    assertThat(node.isMounted(path)).isTrue();
    assertThat(node.runner.living()).isZero();
  }

  @Test
  void reloadQuotaAsksTheClient() {
    node.stage("v");
    assertThat(node.manager.reloadQuota("v", SOON)).isEqualTo(4096);
    fails(Kind.UNKNOWN_VOLUME, "w", () -> node.manager.reloadQuota("w", SOON));
  }
}
