// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.efc.mounter.failover.Failover;
import org.efc.mounter.failover.FailoverHistory;
import org.junit.jupiter.api.Test;

class FailoverTableTest {
  @Test
  void eachEndHasALine() {
    FailoverHistory history = FailoverHistory.NONE;
    assertThat(FailoverTable.of(history)).isEmpty();
    for (int i = 1; i <= 40; i++) {
      history = history.with(new Failover(i, i, "killed", "killed by signal 9", 44, 3));
    }
    assertThat(FailoverTable.of(history))
        .contains("clients that ended: 40, 120 requests resent in all, nobody served for 1760 ms\n")
        .contains("the latest 32:\n")
        .contains(
            "generation 40: killed by signal 9; served again after 44 ms, 3 requests resent\n");
    assertThat(FailoverTable.of(history).lines().filter(line -> line.contains("generation")))
        .hasSize(32);
  }
}
