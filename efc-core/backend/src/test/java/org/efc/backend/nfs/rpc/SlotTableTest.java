// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.junit.jupiter.api.Test;

class SlotTableTest {
  private static final RpcCall CALL = new Call(0);

  private static final class Call extends RpcCall {
    private final long transaction;

    Call(long transaction) {
      super(new Procedure(1, 1, 1, "TEST"), Caller.ROOT);
      this.transaction = transaction;
    }

    @Override
    protected long transaction() {
      return transaction;
    }

    @Override
    protected void encodeArguments(XdrEncoder out) {}

    @Override
    protected void decodeResults(ReplyRecord reply) {}

    @Override
    protected void succeeded() {}

    @Override
    protected void failed(Errno errno) {}
  }

  @Test
  void aSlotIsFoundByTheXidOfItsPresentUseOnly() {
    SlotTable table = new SlotTable(4);
    Slot slot = table.take(CALL);
    int xid = slot.xid();
    assertThat(table.find(xid)).as("not yet sent").isEmpty();
    slot.sentBytes = 100;
    assertThat(table.find(xid)).contains(slot);
    slot.answered = true;
    assertThat(table.find(xid)).as("already answered").isEmpty();
    table.release(slot);
    assertThat(table.find(xid)).isEmpty();
    Slot again = table.take(CALL);
    again.sentBytes = 100;
    assertThat(again).isSameAs(slot);
    assertThat(table.find(xid)).as("a late reply").isEmpty();
    assertThat(table.find(again.xid())).contains(slot);
  }

  @Test
  void xidsOfNoSlotAreNotFound() {
    SlotTable table = new SlotTable(4);
    Slot slot = table.take(CALL);
    slot.sentBytes = 1;
    for (int i = 0; i < 1024; i++) {
      int xid = slot.xid() ^ i;
      assertThat(table.find(xid).isPresent()).isEqualTo(i == 0);
    }
  }

  @Test
  void xidsAreNotRepeatedForEightMillionUses() {
    SlotTable table = new SlotTable(1);
    Set<Integer> xids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      Slot slot = table.take(CALL);
      assertThat(xids.add(slot.xid())).isTrue();
      table.release(slot);
    }
  }

  @Test
  void anotherTableStartsElsewhere() {
    assertThat(new SlotTable(1).take(CALL).xid()).isNotEqualTo(new SlotTable(1).take(CALL).xid());
  }

  @Test
  void slotsInUseAreListedInTheOrderOfTheirCalls() {
    SlotTable table = new SlotTable(3);
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
  void aTransactionHasTheSameXidInEachProcessAndNoneOfACounter() {
    SlotTable table = new SlotTable(4);
    table.take(CALL);
    Slot slot = table.take(new Call(-77));
    int xid = slot.xid();
    assertThat(xid).isNegative();
    assertThat(new SlotTable(2).take(new Call(-77)).xid()).isEqualTo(xid);
    assertThat(new SlotTable(2).take(new Call(-76)).xid()).isNotEqualTo(xid).isNegative();
    assertThat(table.find(xid)).as("not yet sent").isEmpty();
    slot.sentBytes = 1;
    assertThat(table.find(xid)).contains(slot);
    assertThat(table.take(CALL).xid()).isNotNegative();
  }

  @Test
  void theCallsOfOneTransactionDiffer() {
    Set<Integer> xids = new HashSet<>();
    Call call = new Call(3);
    for (int i = 0; i < 16; i++) {
      assertThat(xids.add(new SlotTable(1).take(call).xid())).isTrue();
    }
    assertThat(xids).allMatch(xid -> xid < 0);
    assertThat(new SlotTable(1).take(call).xid()).as("asked too often").isNotNegative();
  }
}
