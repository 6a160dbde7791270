// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.efc.mounter.MountSpec;
import org.efc.mounter.VolumeStatus;
import org.junit.jupiter.api.Test;

class StatusTableTest {
  private static VolumeStatus volume(String id, int pid, boolean abnormal, String message) {
    return new VolumeStatus(
        new MountSpec(id, "nfs://nas/e", pid == 0, Map.of()),
        "/m",
        pid == 0 ? List.of() : List.of("/t/1", "/t/2"),
        pid == 0 ? "backing-off" : "serving",
        pid,
        2,
        1234,
        pid == 0 ? "exit status 1" : "",
        abnormal,
        message,
        Optional.empty());
  }

  @Test
  void columnsAreAlignedAndTroubleIsExplained() {
    String table =
        StatusTable.of(
            List.of(volume("b", 0, true, "client is backing-off"), volume("a", 77, false, "")));
    assertThat(table)
        .isEqualTo(
            """
            VOLUME  SOURCE            STATE        PID  GEN  REQUESTS  LAST EXIT      TARGETS
            a       nfs://nas/e       serving      77   2    1234      -              /t/1, /t/2
            b       nfs://nas/e (ro)  backing-off  -    2    1234      exit status 1  -
              ! client is backing-off
            """);
  }

  @Test
  void longIdsKeepTheirEnd() {
    String id = "x".repeat(100) + "-the-end";
    assertThat(StatusTable.of(List.of(volume(id, 1, false, ""))))
        .contains("...x", "x-the-end ")
        .doesNotContain(id);
  }

  @Test
  void noVolumesAreSaidToBeNone() {
    assertThat(StatusTable.of(List.of())).isEqualTo("no volumes\n");
  }
}
