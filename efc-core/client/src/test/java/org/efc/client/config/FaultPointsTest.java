// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.efc.client.config.FaultPoints.Instant;
import org.efc.fuse.op.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What it does when it strikes, the tests of mounts show: it ends the process. */
class FaultPointsTest {
  private final FaultPoints faults = new FaultPoints();

  @Test
  void strikesNobodyUnlessArmedForIt() {
    faults.reach(Instant.SEND, Opcode.MKDIR);
    assertThat(faults.arm(List.of("send", "mkdir"))).isEqualTo("fault=send mkdir\n");
    faults.reach(Instant.SEND, Opcode.RMDIR);
    faults.reach(Instant.EFFECT, Opcode.MKDIR);
    assertThat(faults.arm(List.of("off"))).isEqualTo("fault=off\n");
    faults.reach(Instant.SEND, Opcode.MKDIR);
  }

  @Test
  void anOpcodeThatNoRequestHasIsRefused() {
    assertThat(faults.arm(List.of("effect", "MKDIR", "throw")))
        .startsWith("error=opcode \"MKDIR\"")
        .contains("mkdir");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "send", "now mkdir", "send mkdir /tmp/x more"})
  void saysWhatIsWanted(String words) {
    assertThat(faults.arm(List.of(words.split(" ")))).startsWith("error=wanted is: fault send|");
  }
}
