// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleIndexTest {
  private static final int FORMAT = 1;
  private static final int ENTRY = 8;

  @TempDir Path directory;

  private TableFile open() {
    return TableFile.open(directory.resolve("inodes"), 1);
  }

  private HandleIndex index(TableFile table) {
    SideFile file = SideFile.open(directory.resolve("index"), FORMAT, ENTRY, table);
    HandleIndex index = new HandleIndex(file);
    file.maintained();
    return index;
  }

  /**
   * Random additions and removals against a map; few hashes, so that probes run into each other.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void agreesWithAMap(long seed) {
    Random random = new Random(seed);
    TableFile table = open();
    HandleIndex index = index(table);
    Map<Integer, Integer> hashes = new HashMap<>();
    for (int step = 0; step < 50_000; step++) {
      int slot = 1 + random.nextInt(3000);
      if (hashes.containsKey(slot)) {
        index.remove(hashes.remove(slot), slot);
      } else {
        int hash = random.nextInt(step % 2 == 0 ? 7 : Integer.MAX_VALUE);
        hashes.put(slot, hash);
        index.add(hash, slot);
      }
      int probe = 1 + random.nextInt(3000);
      Integer hash = hashes.get(probe);
      if (hash != null) {
        assertThat(index.find(hash, candidate -> candidate == probe)).isEqualTo(probe);
      }
      assertThat(index.size()).isEqualTo(hashes.size());
      if (step % 10_000 == 9_999) {
        table.close();
        table = open();
        index = index(table);
      }
    }
    HandleIndex last = index;
    hashes.forEach(
        (slot, hash) ->
            assertThat(last.find(hash, candidate -> candidate == slot)).isEqualTo(slot));
    hashes.forEach((slot, hash) -> last.remove(hash, slot));
    assertThat(last.size()).isZero();
    assertThat(last.find(3, candidate -> true)).isZero();
    table.close();
  }

  @Test
  void ignoresTheRemovalOfWhatIsNotThere() {
    try (TableFile table = open()) {
      HandleIndex index = index(table);
      index.add(5, 1);
      index.remove(5, 2);
      assertThat(index.find(5, slot -> slot == 1)).isEqualTo(1);
    }
  }
}
