// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.efc.fuse.wire.MessageMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadPoolTest {
  private static final int MIB = 1 << 20;
  private static final int PAGE = 4096;

  private final PayloadPool pool = new PayloadPool(MIB);

  @AfterEach
  void unmap() {
    pool.unmap();
  }

  private List<MessageMemory> take(int count, int size) {
    List<MessageMemory> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(pool.take(size));
    }
    return taken;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 4096",
    "1, 4096",
    "4096, 4096",
    "4097, 8192",
    "131072, 131072",
    "131073, 262144",
    "524289, 1048576",
    "1048576, 1048576"
  })
  void sizeIsTheNextPowerOfTwo(int wanted, int given) {
    MessageMemory memory = pool.take(wanted);
    assertThat(memory.payloadSize()).isEqualTo(given);
    assertThat(memory.payload() % PAGE).isZero();
    pool.put(memory);
  }

  @Test
  void largestIsNoLargerThanWhatWasNegotiated() {
    PayloadPool odd = new PayloadPool(200_000);
    MessageMemory memory = odd.takeLargest();
    assertThat(memory.payloadSize()).isEqualTo((200_000 + PAGE - 1) / PAGE * PAGE);
    odd.put(memory);
    assertThat(odd.take(150_000)).isSameAs(memory);
    odd.put(memory);
    odd.unmap();
  }

  @Test
  void smallMountHasRoomForTheLargestAttribute() {
    assertThat(new PayloadPool(PAGE).largest()).isEqualTo(64 << 10);
  }

  @Test
  void memoryIsUsedAgain() {
    MessageMemory memory = pool.take(PAGE);
    long mapped = pool.mapped();
    pool.put(memory);
    assertThat(pool.take(100)).isSameAs(memory);
    assertThat(pool.mapped()).isEqualTo(mapped).isEqualTo(2 * PAGE);
    pool.put(memory);
  }

  @Test
  void burstIsUnmappedAfterTwoLooks() {
    take(64, MIB).forEach(pool::put);
    assertThat(pool.mapped()).isEqualTo(64L * (MIB + PAGE));
    assertThat(pool.hasExcess()).isTrue();
    pool.trim();
    pool.trim();
    pool.trim();
    assertThat(pool.mapped()).isZero();
    assertThat(pool.hasExcess()).isFalse();
  }

  @Test
  void whatWasInUseSinceTheLastLookIsKept() {
    for (int look = 0; look < 10; look++) {
      take(3, MIB).forEach(pool::put);
      pool.trim();
      assertThat(pool.mapped()).as("look %d", look).isEqualTo(3L * (MIB + PAGE));
    }
  }

  @Test
  void whatIsInUseIsKept() {
    List<MessageMemory> used = take(2, MIB);
    take(5, MIB).forEach(pool::put);
    for (int look = 0; look < 4; look++) {
      pool.trim();
    }
    assertThat(pool.mapped()).isEqualTo(2L * (MIB + PAGE));
    used.forEach(memory -> memory.payloadBuffer().put(MIB - 1, (byte) 1));
    used.forEach(pool::put);
  }

  @Test
  void someFreeMemoryIsNotWorthALook() {
    AtomicInteger told = new AtomicInteger();
    pool.onExcess(told::incrementAndGet);
    List<MessageMemory> taken = take(3, MIB);
    pool.put(taken.get(0));
    assertThat(told).hasValue(0);
    pool.put(taken.get(1));
    assertThat(told).as("from 2 MiB on").hasValue(1);
    pool.put(taken.get(2));
  }

  @Test
  void abandonedMemoryIsNotInUse() {
    MessageMemory given = pool.take(MIB);
    pool.abandon(given);
    take(1, MIB).forEach(pool::put);
    for (int look = 0; look < 4; look++) {
      pool.trim();
    }
    assertThat(pool.mapped()).as("that of the abandoned one only").isEqualTo(MIB + PAGE);
    given.unmap();
  }
}
