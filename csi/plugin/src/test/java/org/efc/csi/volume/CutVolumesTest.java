// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import csi.v1.Csi.CreateVolumeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.efc.backend.BackendException;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.csi.Requests;
import org.efc.csi.ServerSide;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.VolumeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A creation or a deletion that is cut between any two calls is ended by the next one. */
class CutVolumesTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MORE_THAN_ENOUGH = 200;

  @TempDir Path state;

  private MemoryTree tree = new MemoryTree();
  private ServerSide server = new ServerSide(new MemoryBackend(tree));

  private Volumes volumes(int calls) {
    Connections connections =
        new Connections(
            (_, _) -> CutBackend.after(calls, new MemoryBackend(tree)), Duration.ofMinutes(1));
    return new Volumes(connections, new KnownSources(List.of(), state));
  }

  private static CreateRequest request(String onDelete) {
    CreateVolumeRequest request = Requests.create("a").putParameters("onDelete", onDelete).build();
    return CreateRequest.parse(request, List.of());
  }

  private static Deadline soon() {
    return Deadline.after(LIMIT);
  }

  @Test
  void creationEndsWithOneVolumeWhereverItIsCut() {
    int calls = 0;
    while (!createsWithin(calls)) {
      calls++;
      assertThat(calls).isLessThan(MORE_THAN_ENOUGH);
    }
    assertThat(calls).as("calls of a creation").isGreaterThan(10);
  }

  /** Cuts a first creation after so many calls, makes a second one, and tidies up. */
  private boolean createsWithin(int calls) {
    CreateRequest request = request("delete");
    boolean done = true;
    try (Volumes cut = volumes(calls)) {
      long _ = cut.create(request, soon());
    } catch (BackendException e) {
      done = false;
    }
    try (Volumes whole = volumes(Integer.MAX_VALUE)) {
      assertThat(whole.create(request, soon())).isEqualTo(Requests.GIBIBYTE);
      assertThat(server.names(".efc/volumes").stream().filter(name -> !name.startsWith(".")))
          .as("volumes after a cut at %d", calls)
          .containsExactly("a");
      assertThat(server.names("a")).contains(".efc-volume");
      whole.delete(request.id(), soon());
      assertThat(server.names("")).containsExactly(".efc");
    }
    return done;
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete", "retain", "archive"})
  void deletionIsEndedByTheNextWhereverItIsCut(String onDelete) {
    CreateRequest request = request(onDelete);
    boolean done = false;
    for (int calls = 0; !done; calls++) {
      assertThat(calls).isLessThan(MORE_THAN_ENOUGH);
      tree = new MemoryTree();
      server = new ServerSide(new MemoryBackend(tree));
      prepare(request);
      try (Volumes cut = volumes(calls)) {
        cut.delete(request.id(), soon());
        done = true;
      } catch (BackendException e) {
        try (Volumes whole = volumes(Integer.MAX_VALUE)) {
          whole.delete(request.id(), soon());
        }
      }
      assertThat(server.names(".efc/volumes").stream().filter(name -> !name.startsWith(".")))
          .as("volumes after a cut at %d", calls)
          .isEmpty();
      assertGone(onDelete);
    }
  }

  private void prepare(CreateRequest request) {
    try (Volumes whole = volumes(Integer.MAX_VALUE)) {
      long _ = whole.create(request, soon());
    }
    server.write("a/data", "text");
  }

  private void assertGone(String onDelete) {
    switch (onDelete) {
      case "delete" -> {
        assertThat(server.names("")).containsExactly(".efc");
        if (server.exists(".efc/trash")) {
          assertThat(server.names(".efc/trash")).isEmpty();
        }
      }
      case "retain" -> assertThat(server.read("a/data")).isEqualTo("text");
      default -> {
        assertThat(server.exists("a")).isFalse();
        assertThat(server.exists("archived-a/data")).isTrue();
      }
    }
  }

  @Test
  void creationsByTwoReplicasMakeOneVolume() {
    CreateRequest request = request("delete");
    for (int round = 0; round < 20; round++) {
      try (ExecutorService threads = Executors.newFixedThreadPool(4);
          Volumes one = volumes(Integer.MAX_VALUE);
          Volumes other = volumes(Integer.MAX_VALUE)) {
        List<CompletableFuture<Long>> creations =
            IntStream.range(0, 4)
                .mapToObj(
                    i ->
                        CompletableFuture.supplyAsync(
                            () -> (i % 2 == 0 ? one : other).create(request, soon()), threads))
                .toList();
        assertThat(creations.stream().map(CompletableFuture::join)).containsOnly(Requests.GIBIBYTE);
        assertThat(server.names("a")).containsExactly(".efc-volume");
        assertThat(server.names(".efc/volumes")).containsExactly("a");
        one.delete(request.id(), soon());
      }
    }
  }

  @Test
  void aDeletionOutOfTimeIsGoneOnWith() {
    CreateRequest request = request("delete");
    prepare(request);
    try (Volumes volumes = volumes(Integer.MAX_VALUE)) {
      assertThatThrownBy(() -> volumes.delete(request.id(), Deadline.after(Duration.ZERO)))
          .isInstanceOf(BackendException.class)
          .hasMessageContaining("time");
      volumes.delete(request.id(), soon());
      assertThat(volumes.capacity(VolumeId.parse(request.id().text()).orElseThrow(), soon()))
          .isEmpty();
    }
  }
}
