// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final long MILLIS = 30;

  @Test
  void lastsAlsoWhenTheThreadWasUnparkedBefore() {
    LockSupport.unpark(Thread.currentThread());
    long began = System.nanoTime();
    Pause.millis(MILLIS);
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(MILLIS * 1_000_000);
  }

  @Test
  void anInterruptEndsItAndIsKept() {
    Thread.currentThread().interrupt();
    Pause.millis(1_000_000);
    assertThat(Thread.interrupted()).isTrue();
  }
}
