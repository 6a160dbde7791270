// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import org.efc.backend.AttributeChange;
import org.efc.backend.Backend;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.contract.BackendContract;
import org.efc.backend.contract.Calls;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemoryBackendTest extends BackendContract {
  private final MemoryTree tree = new MemoryTree();

  @Override
  protected Backend open() {
    return new MemoryBackend(tree);
  }

  @Test
  void aFullTreeIsENOSPCAndTruncationAndRemovalGiveSpaceBack() {
    Calls small = new Calls(new MemoryBackend(new MemoryTree(4 * SparseBytes.BLOCK)), Caller.ROOT);
    Handle top = small.backend().root();
    Handle file = small.create(top, "file").handle();
    byte[] data = new byte[4 * SparseBytes.BLOCK];
    small.write(file, 0, data);
    assertThat(small.statfs().freeBytes()).isZero();
    assertThat(errnoOf(() -> small.write(file, data.length, new byte[1]))).isEqualTo(Errno.ENOSPC);
    small.write(file, 5, new byte[10]);
    small.setattr(file, AttributeChange.ofSize(SparseBytes.BLOCK));
    assertThat(small.statfs().freeBytes()).isEqualTo(3 * SparseBytes.BLOCK);
    small.remove(top, "file");
    assertThat(small.statfs().freeBytes()).isEqualTo(4 * SparseBytes.BLOCK);
  }

  @Test
  @Timeout(10)
  void aFileReachesUpToTheLargestOffset() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, Long.MAX_VALUE - 3, new byte[] {1, 2, 3});
    assertThat(root().getattr(file).size()).isEqualTo(Long.MAX_VALUE);
    assertThat(root().read(file, Long.MAX_VALUE - 3, 3)).containsExactly(1, 2, 3);
  }

  @Test
  void handlesOfAnotherTreeAreStale() {
    Handle foreign = new MemoryBackend().root();
    assertThat(errnoOf(() -> root().getattr(foreign))).isEqualTo(Errno.ESTALE);
  }

  @Test
  void aDirectoryCountsItsSubdirectories() {
    root().mkdir(dir(), "one");
    root().mkdir(dir(), "two");
    root().create(dir(), "file");
    assertThat(root().getattr(dir()).links()).isEqualTo(4);
    root().rename(dir(), "one", dir(), "two");
    assertThat(root().getattr(dir()).links()).isEqualTo(3);
    root().rmdir(dir(), "two");
    assertThat(root().getattr(dir()).links()).isEqualTo(2);
  }
}
