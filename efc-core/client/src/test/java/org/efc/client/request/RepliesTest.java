// SPDX-License-Identifier: Apache-2.0
package org.efc.client.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.efc.backend.AttributeChange;
import org.efc.backend.BackendException;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.CreateMode;
import org.efc.backend.Done;
import org.efc.backend.Entry;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.caller.ServerRights;
import org.efc.client.config.VolumeOptions;
import org.efc.client.hidden.HiddenFiles;
import org.efc.client.state.InodeTable;
import org.efc.client.validity.KernelNotifications;
import org.efc.client.validity.Reclaim;
import org.efc.client.validity.SizeNotices;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.metrics.Metrics;
import org.efc.common.vital.FailStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepliesTest {
  private final MemoryBackend storage = new MemoryBackend();
  private final BlockingBackend calls = new BlockingBackend(storage, Duration.ofSeconds(10));
  @TempDir Path directory;

  @Test
  void anAnswerThatTheKernelDoesNotTakeLeavesNoHiddenName() {
    try (InodeTable inodes = InodeTable.open(directory.resolve("inodes"), 1, 1024)) {
      inodes.root(storage.root());
      Name name = Name.of("f");
      Entry file =
          calls.await(
              "create",
              call ->
                  storage.create(
                      Caller.ROOT,
                      storage.root(),
                      name,
                      CreateMode.GUARDED,
                      AttributeChange.ofMode(0644),
                      Change.REPEATABLE,
                      call));
      long nodeid = inodes.acquire(file.handle(), file.attributes(), InodeTable.ROOT);
      Name hidden = hidden(inodes, nodeid);
      calls.<Done>await(
          "rename",
          call ->
              storage.rename(
                  Caller.ROOT,
                  storage.root(),
                  name,
                  storage.root(),
                  hidden,
                  Change.REPEATABLE,
                  call));
      inodes.inode(nodeid).silly(InodeTable.ROOT);
      assertThat(lookup(hidden).handle()).isEqualTo(file.handle());
      replies(inodes).forget(nodeid);
      assertThat(inodes.isKnown(nodeid)).isFalse();
      assertThatThrownBy(() -> lookup(hidden))
          .isInstanceOfSatisfying(
              BackendException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }
  }

  private static Name hidden(InodeTable inodes, long nodeid) {
    HexFormat hex = HexFormat.of();
    return Name.of(
        ".efc-silly-" + hex.toHexDigits(inodes.instance()) + "-" + hex.toHexDigits(nodeid));
  }

  private Entry lookup(Name name) {
    return calls.await("lookup", call -> storage.lookup(Caller.ROOT, storage.root(), name, call));
  }

  private Replies replies(InodeTable inodes) {
    VolumeOptions options = VolumeOptions.parse(List.of());
    KernelNotifications none = new KernelNotifications(FailStop.HALT);
    return new Replies(
        inodes,
        new HiddenFiles(storage, inodes, new ClientMetrics(new Metrics())),
        new Reclaim(inodes, 1024, FailStop.HALT),
        new SizeNotices(storage, none, true),
        new ServerRights(
            storage, false, directory.resolve("rights"), Duration.ofSeconds(1), System::nanoTime),
        options);
  }
}
