// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import static org.assertj.core.api.Assertions.assertThat;

import csi.v1.Csi.CapacityRange;
import csi.v1.Csi.ControllerExpandVolumeRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.efc.backend.Backend;
import org.efc.backend.contract.InterceptedBackend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.backend.memory.MemoryTree;
import org.efc.common.Errno;
import org.efc.csi.Requests;
import org.efc.csi.request.CreateRequest;
import org.efc.csi.request.ExpandRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas: one replaces a volume's marker between the other's look and its read. */
class ReplacedMarkerTest {
  private static final long EXPANDED = 2 * Requests.GIBIBYTE;

  @TempDir private Path state;

  private final MemoryTree tree = new MemoryTree();

  private Volumes volumes(Backend backend, String name) {
    return new Volumes(
        new Connections((_, _) -> backend, Duration.ofMinutes(1)),
        new KnownSources(List.of(), state.resolve(name)));
  }

  private static Deadline soon() {
    return Deadline.after(Duration.ofSeconds(10));
  }

  /** Does something before the first read of a file. */
  private Backend beforeItReads(Runnable first) {
    AtomicBoolean done = new AtomicBoolean();
    return new InterceptedBackend(new MemoryBackend(tree)) {
      @Override
      protected Optional<Errno> before(Call call) {
        if (call == Call.READ && done.compareAndSet(false, true)) {
          first.run();
        }
        return Optional.empty();
      }
    };
  }

  @Test
  void theNewOneIsRead() {
    CreateRequest request = CreateRequest.parse(Requests.create("a").build(), List.of());
    ExpandRequest expansion =
        ExpandRequest.parse(
            ControllerExpandVolumeRequest.newBuilder()
                .setVolumeId(request.id().text())
                .setCapacityRange(CapacityRange.newBuilder().setRequiredBytes(EXPANDED))
                .build());
    try (Volumes other = volumes(new MemoryBackend(tree), "other")) {
      long _ = other.create(request, soon());
      Backend meanwhile = beforeItReads(() -> other.expand(request.id(), expansion, soon()));
      try (Volumes one = volumes(meanwhile, "one")) {
        assertThat(one.capacity(request.id(), soon())).contains(EXPANDED);
      }
    }
  }
}
