// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitReasonTest {
  @Test
  void readsAsAPersonWouldSayIt() {
    assertThat(new ExitReason.Exited(3).describe())
        .isEqualTo("exit status 3 (Java heap exhausted)");
    assertThat(new ExitReason.Exited(13).describe())
        .isEqualTo(
            "exit status 13 (the root of the source is stale: the next client mounts it anew)");
    assertThat(new ExitReason.Exited(77).describe()).isEqualTo("exit status 77");
    assertThat(new ExitReason.Signaled(9, true).describe())
        .isEqualTo("killed by signal 9 SIGKILL, out of memory");
    assertThat(new ExitReason.Signaled(11, false).describe())
        .isEqualTo("killed by signal 11 SIGSEGV");
    assertThat(new ExitReason.NotStarted("no memory").describe())
        .isEqualTo("not started: no memory");
  }
}
