// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private static final String BIND =
      "98 26 0:55 / /tmp/a\\040b/mount ro,nosuid shared:7 master:1 - fuse.aliyun-alinas-efc efc rw";

  @Test
  void escapesAndOptionalFieldsAreUnderstood() {
    MountEntry entry = MountTable.parse(BIND);
    assertThat(entry.point()).isEqualTo("/tmp/a b/mount");
    assertThat(entry.options()).containsExactlyInAnyOrder("ro", "nosuid");
    assertThat(entry.type()).isEqualTo("fuse.aliyun-alinas-efc");
    assertThat(entry.source()).isEqualTo("efc");
    assertThat(entry.device()).isEqualTo("0:55");
  }

  @Test
  void onlyWhatIsReallyBelowIsUnder() {
    MountTable table = new MountTable(List.of(MountTable.parse(BIND)));
    assertThat(table.under(Path.of("/tmp/a b"))).hasSize(1);
    assertThat(table.under(Path.of("/tmp/a"))).isEmpty();
  }

  @Test
  void theKernelsOwnTableIsReadWhole() {
    assertThat(MountTable.read().at(Path.of("/proc"))).isNotEmpty();
  }
}
