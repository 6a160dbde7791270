// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.efc.backend.DirectoryPosition;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.backend.Limits;
import org.efc.backend.SpaceUsage;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** The backend as a whole: limits, space, opening again, many threads, closing. */
public interface LifeContract extends ContractFixture {
  int THREADS = 8;
  int ROUNDS = 100;

  @Test
  default void limitsAreSensible() {
    Limits limits = root().backend().limits();
    assertThat(limits.readSize()).isBetween(4096, 1 << 20);
    assertThat(limits.writeSize()).isBetween(4096, 1 << 20);
    assertThat(limits.maxFileSize()).isGreaterThan(1L << 32);
    assertThat(limits.maxNameLength()).isEqualTo(255);
  }

  @Test
  default void theRootsFileSystemIsAsAskedFor() {
    long fsid = root().getattr(root().backend().root()).fsid();
    assertThat(root().backend().rootFsid()).isEqualTo(fsid);
  }

  @Test
  default void spaceAddsUp() {
    SpaceUsage space = root().statfs();
    assertThat(space.totalBytes()).isPositive();
    assertThat(space.freeBytes()).isBetween(0L, space.totalBytes());
    assertThat(space.availableBytes()).isBetween(0L, space.freeBytes());
    assertThat(space.freeFiles()).isBetween(0L, space.totalFiles());
    assertThat(space.availableFiles()).isBetween(0L, space.totalFiles());
  }

  @Test
  default void handlesSurviveAReopen() {
    needs(Ability.HANDLES_SURVIVE_REOPEN);
    Entry file = root().create(dir(), "file");
    root().write(file.handle(), 0, new byte[] {1, 2, 3});
    root().commit(file.handle());
    Handle top = root().backend().root();
    root().backend().close();

    Calls second = reopen();
    assertThat(second.backend().root()).isEqualTo(top);
    assertThat(second.read(file.handle(), 0, 9)).containsExactly(1, 2, 3);
    assertThat(second.lookup(dir(), "file").handle()).isEqualTo(file.handle());
    assertThat(second.getattr(file.handle()).fileid()).isEqualTo(file.attributes().fileid());
    assertThat(second.getattr(file.handle()).fsid()).isEqualTo(file.attributes().fsid());
  }

  @Test
  default void manyThreadsWorkAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        work.add(threads.submit(() -> makeReadAndRemove(thread)));
      }
      for (Future<?> one : work) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(root().names(dir())).isEmpty();
  }

  private void makeReadAndRemove(int thread) {
    Calls calls = as(4000 + thread, 5000 + thread);
    for (int i = 0; i < ROUNDS; i++) {
      String name = "t" + thread + "-" + i;
      Entry made = calls.create(dir(), name);
      assertThat(made.attributes().uid()).isEqualTo(4000 + thread);
      byte[] data = {(byte) thread, (byte) i, 3};
      calls.write(made.handle(), 0, data);
      assertThat(calls.read(made.handle(), 0, 10)).isEqualTo(data);
      assertThat(calls.lookup(dir(), name).handle()).isEqualTo(made.handle());
      calls.rename(dir(), name, dir(), name + "-renamed");
      assertThat(calls.names(dir())).contains(name + "-renamed").doesNotContain(name);
      calls.remove(dir(), name + "-renamed");
    }
  }

  @Test
  default void writesOfManyThreadsToOneFileAllArrive() throws Exception {
    Handle file = root().create(dir(), "file").handle();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        byte value = (byte) (t + 1);
        int start = t * ROUNDS;
        work.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < ROUNDS; i++) {
                    root().write(file, start + i, new byte[] {value});
                  }
                }));
      }
      for (Future<?> one : work) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    byte[] all = root().read(file, 0, THREADS * ROUNDS + 1);
    assertThat(all).hasSize(THREADS * ROUNDS);
    for (int i = 0; i < all.length; i++) {
      assertThat(all[i]).isEqualTo((byte) (i / ROUNDS + 1));
    }
  }

  @Test
  default void callsOnAClosedBackendAreCanceled() {
    Handle file = root().create(dir(), "file").handle();
    root().backend().close();
    root().backend().close();
    assertThat(errnoOf(() -> root().getattr(file))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().lookup(dir(), "file"))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().read(file, 0, 1))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().write(file, 0, new byte[1]))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().create(dir(), "x"))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().readdir(dir(), DirectoryPosition.START, 1)))
        .isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().commit(file))).isEqualTo(Errno.ECANCELED);
    assertThat(errnoOf(() -> root().statfs())).isEqualTo(Errno.ECANCELED);
  }
}
