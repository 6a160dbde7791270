// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WritesUnderWayTest {
  private final WritesUnderWay writes = new WritesUnderWay();

  @Test
  void theFarthestOfAFileCounts() {
    int far = writes.begins(7, 200);
    writes.begins(7, 100);
    writes.begins(8, 300);
    assertThat(writes.reach(7)).isEqualTo(200);
    writes.ended(far);
    assertThat(writes.reach(7)).isEqualTo(100);
    assertThat(writes.reach(9)).isZero();
  }

  @Test
  void thereMayBeAnyNumber() {
    int[] places = new int[1000];
    for (int i = 0; i < places.length; i++) {
      places[i] = writes.begins(7, i);
    }
    assertThat(writes.reach(7)).isEqualTo(999);
    for (int place : places) {
      writes.ended(place);
    }
    assertThat(writes.reach(7)).isZero();
  }
}
