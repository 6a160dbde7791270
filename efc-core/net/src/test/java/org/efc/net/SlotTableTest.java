// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotTableTest {
  private static final Call CALL = new EchoCall("any");

  private static SlotTable table(int size) {
    return new SlotTable(size, 64, ByteBuffer.allocateDirect(size * 64));
  }

  @Test
  void aSlotIsFoundByTheIdOfItsPresentUseOnly() {
    SlotTable table = table(4);
    Slot slot = table.take(CALL);
    int id = slot.id;
    assertThat(table.find(id)).as("not yet sent").isNull();
    slot.sentBytes = 100;
    assertThat(table.find(id)).isSameAs(slot);
    slot.answered = true;
    assertThat(table.find(id)).as("already answered").isNull();
    table.release(slot);
    assertThat(table.find(id)).isNull();
    Slot again = table.take(CALL);
    again.sentBytes = 100;
    assertThat(again).isSameAs(slot);
    assertThat(table.find(id)).as("a late reply").isNull();
    assertThat(table.find(again.id)).isSameAs(slot);
  }

  @Test
  void idsOfNoSlotAreNotFound() {
    SlotTable table = table(4);
    Slot slot = table.take(CALL);
    slot.sentBytes = 1;
    for (int i = 0; i < 1024; i++) {
      int id = slot.id ^ i;
      assertThat(table.find(id) != null).isEqualTo(i == 0);
    }
  }

  @Test
  void idsAreNotRepeatedForEightMillionUses() {
    SlotTable table = table(1);
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      Slot slot = table.take(CALL);
      assertThat(ids.add(slot.id)).isTrue();
      table.release(slot);
    }
  }

  @Test
  void anotherTableStartsElsewhere() {
    assertThat(table(1).take(CALL).id).isNotEqualTo(table(1).take(CALL).id);
  }

  @Test
  void slotsInUseAreListedInTheOrderOfTheirCalls() {
    SlotTable table = table(3);
    Slot first = table.take(CALL);
    Slot second = table.take(CALL);
    Slot third = table.take(CALL);
    assertThat(table.isFull()).isTrue();
    table.release(first);
    Slot fourth = table.take(CALL);
    assertThat(table.inUse()).containsExactly(second, third, fourth);
    assertThat(table.used()).isEqualTo(3);
  }

  @Test
  void aCallWithAnIdOfItsOwnKeepsItAndNoCounterGivesIt() {
    SlotTable table = table(4);
    table.take(CALL);
    EchoCall own = new EchoCall("own", 77);
    Slot slot = table.take(own);
    assertThat(slot.id).isEqualTo(own.takeId()).isNegative();
    assertThat(table.find(slot.id)).as("not yet sent").isNull();
    slot.sentBytes = 1;
    assertThat(table.find(slot.id)).isSameAs(slot);
    assertThat(table.take(CALL).id).isNotNegative();
  }
}
