// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.efc.backend.Backend;
import org.efc.backend.contract.InterceptedBackend.Call;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.config.FaultPoints;
import org.efc.client.config.VolumeOptions;
import org.efc.client.fixture.BeforeCalls;
import org.efc.client.quota.Quota;
import org.efc.client.state.InodeTable;
import org.efc.client.state.IntentRing;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Revalidation;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
import org.efc.fuse.fixture.FakeSession;
import org.efc.fuse.fixture.Requests;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call of the storage that throws ends its request, and leaves nothing counted as under way. */
class ThrowingBackendTest {
  @TempDir Path directory;

  @Test
  void aGetattrThatThrowsIsNotUnderWayAnyMore() {
    Backend storage =
        BeforeCalls.of(
            Call.GETATTR,
            new MemoryBackend(),
            () -> {
              throw new IllegalStateException("for the test");
            });
    Revalidation revalidation = new Revalidation(() -> 0);
    List<String> done = new ArrayList<>();
    try (InodeTable inodes = InodeTable.open(directory.resolve("inodes"), 7, 1 << 16);
        FakeSession session = new FakeSession(fileSystem(storage, inodes, revalidation))) {
      inodes.root(storage.root());
      session
          .kernel()
          .send(
              new Requests(new Random(1), new long[] {InodeTable.ROOT})
                  .wellFormed(Opcode.GETATTR, 2));
      session.kernel().receive();
      revalidation.attributesThen(InodeTable.ROOT, () -> done.add("done"));
      revalidation.runDue();
    }
    assertThat(done).containsExactly("done");
  }

  private EfcFileSystem fileSystem(Backend storage, InodeTable inodes, Revalidation revalidation) {
    FaultPoints none = new FaultPoints();
    return new EfcFileSystem(
        storage,
        inodes,
        IntentRing.open(directory.resolve("intents"), 7, inodes.epoch(), 64, none),
        none,
        new Quota(),
        revalidation,
        new KernelNotifications(FailStop.HALT),
        VolumeOptions.defaults(),
        directory,
        false,
        new Metrics());
  }
}
