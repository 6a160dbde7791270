// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.efc.backend.contract.ContractFixture.errnoOf;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.efc.backend.AttributeChange;
import org.efc.backend.Attributes;
import org.efc.backend.BlockingBackend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Change;
import org.efc.backend.DeviceNumber;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.Limits;
import org.efc.backend.Stability;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

/** Contents of files: RFC 1813 3.3.6, 3.3.7, 3.3.21, and sizes by 3.3.2. */
public interface DataContract extends ContractFixture {

  @Test
  default void whatWasWrittenIsRead() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(root().write(file, 0, new byte[] {1, 2, 3, 4, 5})).isEqualTo(5);
    assertThat(root().write(file, 1, new byte[] {9, 8})).isEqualTo(2);
    assertThat(root().read(file, 0, 5)).containsExactly(1, 9, 8, 4, 5);
    assertThat(root().read(file, 2, 2)).containsExactly(8, 4);
    assertThat(root().getattr(file).size()).isEqualTo(5);
  }

  @Test
  default void readEndsAtTheEndOfTheFile() {
    Handle file = root().create(dir(), "file").handle();
    assertThat(root().read(file, 0, 10)).isEmpty();
    root().write(file, 0, new byte[] {1, 2, 3});
    assertThat(root().read(file, 0, 10)).containsExactly(1, 2, 3);
    assertThat(root().read(file, 2, 10)).containsExactly(3);
    assertThat(root().read(file, 3, 10)).isEmpty();
    assertThat(root().read(file, 1L << 40, 10)).isEmpty();
    assertThat(root().read(file, 0, 0)).isEmpty();
  }

  @Test
  default void onlyTheBuffersRemainingBytesMove() {
    Handle file = root().create(dir(), "file").handle();
    ByteBuffer out = ByteBuffer.allocateDirect(8);
    out.put(0, new byte[] {0, 1, 2, 3, 4, 5, 6, 7}).position(2).limit(5);
    var blocking = new BlockingBackend(root().backend(), Duration.ofSeconds(30));
    int written =
        blocking.awaitIo(
            "write",
            c ->
                BufferCalls.write(
                    root().backend(),
                    root().caller(),
                    file,
                    0,
                    out,
                    Stability.UNSTABLE,
                    Change.REPEATABLE,
                    c));
    assertThat(written).isEqualTo(3);
    assertThat(root().read(file, 0, 8)).containsExactly(2, 3, 4);

    ByteBuffer in = ByteBuffer.allocateDirect(8).position(4).limit(6);
    int read =
        blocking.awaitIo(
            "read", c -> BufferCalls.read(root().backend(), root().caller(), file, 1, in, c));
    assertThat(read).isEqualTo(2);
    byte[] whole = new byte[8];
    in.clear().get(0, whole);
    assertThat(whole).containsExactly(0, 0, 0, 0, 3, 4, 0, 0);
  }

  @Test
  default void oneCallMayMoveMoreThanTheTransferSize() {
    Limits limits = root().backend().limits();
    byte[] data = new byte[2 * Math.max(limits.readSize(), limits.writeSize()) + 4097];
    new Random(1).nextBytes(data);
    Handle file = root().create(dir(), "file").handle();
    assertThat(root().write(file, 3, data)).isEqualTo(data.length);
    assertThat(root().read(file, 3, data.length + 100)).isEqualTo(data);
  }

  @Test
  default void aHoleReadsAsZeros() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 200_000, new byte[] {1});
    assertThat(root().getattr(file).size()).isEqualTo(200_001);
    byte[] all = root().read(file, 0, 300_000);
    assertThat(all).hasSize(200_001);
    assertThat(all[200_000]).isEqualTo((byte) 1);
    all[200_000] = 0;
    assertThat(all).isEqualTo(new byte[200_001]);
  }

  @Test
  default void offsetsOfTerabytesTakeLittleSpace() {
    needs(Ability.LARGE_OFFSETS);
    long offset = 5L << 40;
    Handle file = root().create(dir(), "file").handle();
    root().write(file, offset, new byte[] {1, 2, 3});
    Attributes attributes = root().getattr(file);
    assertThat(attributes.size()).isEqualTo(offset + 3);
    assertThat(attributes.used()).isLessThan(1 << 20);
    assertThat(root().read(file, offset - 2, 10)).containsExactly(0, 0, 1, 2, 3);
    assertThat(root().read(file, offset / 2, 3)).containsExactly(0, 0, 0);
  }

  @Test
  default void truncationCutsAndExtensionZeroes() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1, 2, 3, 4, 5});
    assertThat(root().setattr(file, AttributeChange.ofSize(2)).size()).isEqualTo(2);
    assertThat(root().read(file, 0, 9)).containsExactly(1, 2);
    assertThat(root().setattr(file, AttributeChange.ofSize(4)).size()).isEqualTo(4);
    assertThat(root().read(file, 0, 9)).containsExactly(1, 2, 0, 0);
    root().setattr(file, AttributeChange.ofSize(0));
    assertThat(root().read(file, 0, 9)).isEmpty();
  }

  @Test
  default void truncationInsideABlockForgetsTheRest() {
    Handle file = root().create(dir(), "file").handle();
    byte[] data = new byte[300_000];
    Arrays.fill(data, (byte) 7);
    root().write(file, 0, data);
    root().setattr(file, AttributeChange.ofSize(100_001));
    root().setattr(file, AttributeChange.ofSize(300_000));
    byte[] after = root().read(file, 0, 300_000);
    Arrays.fill(data, 100_001, 300_000, (byte) 0);
    assertThat(after).isEqualTo(data);
  }

  @Test
  default void everyStabilityIsAccepted() {
    Handle file = root().create(dir(), "file").handle();
    for (Stability stability : Stability.values()) {
      root().write(file, stability.ordinal(), new byte[] {5}, stability);
    }
    assertThat(root().read(file, 0, 9)).containsExactly(5, 5);
  }

  @Test
  default void commitGivesTheVerifierOfTheWritesBefore() throws Exception {
    Handle file = root().create(dir(), "file").handle();
    var written = new CompletableFuture<Long>();
    BufferCalls.write(
        root().backend(),
        root().caller(),
        file,
        0,
        ByteBuffer.allocateDirect(10),
        Stability.UNSTABLE,
        Change.REPEATABLE,
        new IoCompletion() {
          @Override
          public void succeeded(int count, long verifier) {
            written.complete(verifier);
          }

          @Override
          public void failed(Errno errno) {
            written.completeExceptionally(new AssertionError(errno));
          }
        });
    long verifier = written.get(30, TimeUnit.SECONDS);
    assertThat(root().commit(file)).isEqualTo(verifier);
    assertThat(root().commit(file)).isEqualTo(verifier);
  }

  @Test
  default void filesAndDirectoriesCanBeSynced() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1});
    root().sync(file, false);
    root().sync(file, true);
    root().sync(dir(), false);
    root().sync(dir(), true);
    assertThat(root().read(file, 0, 9)).containsExactly(1);
  }

  @Test
  default void aWriteChangesTheVersion() {
    Handle file = root().create(dir(), "file").handle();
    root().write(file, 0, new byte[] {1});
    Attributes before = root().getattr(file);
    root().write(file, 0, new byte[] {2});
    assertThat(root().getattr(file).sameVersion(before)).isFalse();
  }

  @Test
  default void directoriesHaveNoData() {
    assertThat(errnoOf(() -> root().read(dir(), 0, 1))).isIn(Errno.EISDIR, Errno.EINVAL);
    assertThat(errnoOf(() -> root().write(dir(), 0, new byte[1]))).isIn(Errno.EISDIR, Errno.EINVAL);
    assertThat(errnoOf(() -> root().setattr(dir(), AttributeChange.ofSize(0))))
        .isIn(Errno.EISDIR, Errno.EINVAL);
  }

  @Test
  default void placesThatNoFileHasAreRefused() {
    Handle file = root().create(dir(), "file").handle();
    for (long offset : new long[] {-1, Long.MIN_VALUE}) {
      assertThat(errnoOf(() -> root().read(file, offset, 10))).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().write(file, offset, new byte[10]))).isEqualTo(Errno.EINVAL);
      assertThat(errnoOf(() -> root().setattr(file, AttributeChange.ofSize(offset))))
          .isEqualTo(Errno.EINVAL);
    }
    assertThat(errnoOf(() -> root().write(file, Long.MAX_VALUE - 5, new byte[10])))
        .isEqualTo(Errno.EFBIG);
    assertThat(root().read(file, Long.MAX_VALUE - 10, 10)).isEmpty();
    assertThat(root().getattr(file).size()).isZero();
  }

  @Test
  default void specialFilesHaveNoData() {
    Handle fifo = root().mknod(dir(), "fifo", FileType.FIFO, DeviceNumber.NONE).handle();
    assertThat(errnoOf(() -> root().read(fifo, 0, 1))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> root().write(fifo, 0, new byte[1]))).isEqualTo(Errno.EINVAL);
  }

  @Test
  default void randomWritesAndTruncationsLeaveWhatAnArrayHas() {
    Handle file = root().create(dir(), "file").handle();
    Random random = new Random(42);
    byte[] model = new byte[0];
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(5) == 0) {
        model = Arrays.copyOf(model, random.nextInt(400_000));
        root().setattr(file, AttributeChange.ofSize(model.length));
      } else {
        byte[] data = new byte[1 + random.nextInt(100_000)];
        random.nextBytes(data);
        int offset = random.nextInt(300_000);
        model = Arrays.copyOf(model, Math.max(model.length, offset + data.length));
        System.arraycopy(data, 0, model, offset, data.length);
        root().write(file, offset, data);
      }
    }
    assertThat(root().read(file, 0, 500_000)).isEqualTo(model);
  }
}
