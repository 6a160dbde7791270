// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BlockingBackend;
import org.efc.backend.Caller;
import org.efc.backend.contract.InterceptedBackend;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.state.InodeTable;
import org.efc.common.Errno;
import org.efc.common.vital.FailStop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel is made to do before it is told a larger size. */
class SizeNoticesTest {
  private final BlockingQueue<String> order = new LinkedBlockingQueue<>();

  private final KernelCache kernel =
      new KernelCache() {
        @Override
        public boolean invalidateInode(long nodeid, long offset, long length) {
          return order.add("drop from " + offset);
        }

        @Override
        public boolean store(long nodeid, long offset, ByteBuffer data) {
          return order.add("store");
        }
      };

  private final Backend storage =
      new InterceptedBackend(new MemoryBackend()) {
        @Override
        protected Optional<Errno> before(Call call) {
          return call == Call.READ ? Optional.of(Errno.EIO) : Optional.empty();
        }
      };

  @Test
  void aLastByteThatCannotBeReadLeavesNoPage(@TempDir Path directory) throws Exception {
    Attributes attributes =
        new BlockingBackend(storage, Duration.ofSeconds(10))
            .<Attributes>await(
                "getattr", done -> storage.getattr(Caller.ROOT, storage.root(), done));
    try (InodeTable inodes = InodeTable.open(directory.resolve("inodes"), 7, 1 << 16);
        KernelNotifications notifications = new KernelNotifications(FailStop.HALT)) {
      inodes.root(storage.root());
      SizeNotices sizes = new SizeNotices(storage, notifications, true);
      sizes.by(kernel);
      sizes.send(
          inodes.inode(InodeTable.ROOT), storage.root(), attributes, () -> order.add("told"));
      assertThat(order.poll(10, TimeUnit.SECONDS)).isEqualTo("drop from 0");
      assertThat(order.poll(10, TimeUnit.SECONDS)).isEqualTo("told");
    }
  }
}
