// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.efc.backend.Entry;
import org.efc.backend.Handle;
import org.efc.backend.memory.MemoryBackend;
import org.efc.client.answer.ClientMetrics;
import org.efc.client.config.FaultPoints;
import org.efc.client.fixture.Samples;
import org.efc.client.hidden.HiddenFiles;
import org.efc.common.metrics.Metrics;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What says that it is safe for use by many threads is used by many threads. */
@Timeout(120)
class ConcurrentStateTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 20_000;
  private static final int LIMIT = 1 << 16;

  @TempDir Path directory;

  private interface Work {
    void run(int thread, SplittableRandom random) throws Exception;
  }

  private static void onAllThreads(Work work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        all.add(
            threads.submit(
                () -> {
                  work.run(thread, new SplittableRandom(thread));
                  return thread;
                }));
      }
      for (Future<?> one : all) {
        one.get(100, TimeUnit.SECONDS);
      }
    }
  }

  private InodeTable table() {
    return InodeTable.open(directory.resolve("inodes"), 1, LIMIT);
  }

  private record Known(long nodeid, Handle handle) {}

  @Test
  void whoReadsAnInodeThatMayBeForgottenGetsItsHandleOrNone() throws Exception {
    // Few slots, which are used again at once.
    AtomicReferenceArray<Known> published = new AtomicReferenceArray<>(8);
    try (InodeTable table = table()) {
      table.root(Samples.handle(0));
      onAllThreads(
          (thread, random) -> {
            for (int round = 0; round < ROUNDS; round++) {
              int place = random.nextInt(published.length());
              if (thread % 2 == 0) {
                Known seen = published.get(place);
                if (seen != null) {
                  assertIsOrIsUnknown(table, seen);
                }
              } else {
                replace(table, published, place, 1 + random.nextInt(1000));
              }
            }
          });
      for (int place = 0; place < published.length(); place++) {
        Known left = published.get(place);
        if (left != null) {
          table.forget(left.nodeid(), 1);
        }
      }
      assertThat(table.size()).isEqualTo(1);
    }
  }

  @Test
  void whetherAFileIsOpenIsAnsweredAlsoWhileItIsForgotten() throws Exception {
    try (InodeTable table = table()) {
      table.root(Samples.handle(0));
      HiddenFiles files =
          new HiddenFiles(new MemoryBackend(), table, new ClientMetrics(new Metrics()));
      onAllThreads(
          (thread, random) -> {
            Entry entry = new Entry(Samples.handle(1), Samples.file(1, 0, 0));
            for (int round = 0; round < ROUNDS; round++) {
              if (thread > 0) {
                files.lastNameOfOpen(entry);
                continue;
              }
              long nodeid = table.acquire(entry.handle(), entry.attributes(), InodeTable.ROOT);
              assertThat(files.lastNameOfOpen(entry)).isEmpty();
              table.opened(nodeid);
              assertThat(files.lastNameOfOpen(entry)).hasValue(nodeid);
              table.closed(nodeid);
              table.forget(nodeid, 1);
              assertThat(files.lastNameOfOpen(entry)).isEmpty();
            }
          });
    }
  }

  private static void assertIsOrIsUnknown(InodeTable table, Known seen) {
    Handle found;
    try {
      found = table.handle(seen.nodeid());
    } catch (UnknownNodeException e) {
      return;
    }
    assertThat(found).isEqualTo(seen.handle());
  }

  private static void replace(
      InodeTable table, AtomicReferenceArray<Known> published, int place, long number) {
    Handle handle = Samples.handle(number);
    long nodeid = table.acquire(handle, Samples.file(number, 0, 0), InodeTable.ROOT);
    assertThat(table.handle(nodeid)).isEqualTo(handle);
    Known before = published.getAndSet(place, new Known(nodeid, handle));
    if (before != null) {
      table.forget(before.nodeid(), 1);
    }
  }

  @Test
  void countsAndFlagsOfOneInodeLoseNothing() throws Exception {
    try (InodeTable table = table()) {
      long node = table.acquire(Samples.handle(1), Samples.file(1, 0, 0), InodeTable.ROOT);
      Inode inode = table.inode(node);
      inode.told(Samples.file(1, 0, 0));
      onAllThreads(
          (thread, random) -> {
            for (int round = 0; round < ROUNDS; round++) {
              table.opened(node);
              inode.wroteUnstable(5);
              inode.reach(round);
              if (round % 2 == 0) {
                table.closed(node);
              }
            }
          });
      assertThat(inode.unstableWrites()).isEqualTo(THREADS * ROUNDS);
      assertThat(inode.opens()).isEqualTo(THREADS * ROUNDS / 2);
      assertThat(table.openFiles()).isEqualTo(THREADS * ROUNDS / 2);
      assertThat(inode.size()).isEqualTo(ROUNDS - 1);
      assertThat(inode.committed(inode.unstableWrites(), 5)).isTrue();
      assertThat(inode.isUnstable()).isFalse();
    }
  }

  @Test
  void anIntentIsOfOneRequestUntilItsAnswer() throws Exception {
    IntentRing ring =
        IntentRing.open(directory.resolve("intents"), 1, 1, THREADS, new FaultPoints());
    onAllThreads(
        (thread, random) -> {
          for (int round = 1; round <= ROUNDS; round++) {
            int count = thread << 24 | round;
            Intent intent = ring.begin(2L * count, false, Opcode.WRITE.number(), count, count);
            intent.asked();
            intent.done(count);
            assertThat(intent.count()).isEqualTo(count);
            intent.answered();
          }
        });
    IntentRing next =
        IntentRing.open(directory.resolve("intents"), 1, 2, THREADS, new FaultPoints());
    assertThat(next.isOwedAnswers()).isFalse();
  }

  @Test
  void aFileHandleNamesItsFileUntilItIsClosed() throws Exception {
    FileHandles<Long> files = new FileHandles<>(3);
    onAllThreads(
        (thread, random) -> {
          for (long round = 0; round < ROUNDS; round++) {
            long file = (long) thread << 32 | round;
            long handle = files.open(file);
            assertThat(files.find(handle)).contains(file);
            assertThat(files.close(handle)).contains(file);
          }
        });
    assertThat(files.size()).isZero();
  }
}
