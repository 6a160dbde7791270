// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.efc.mounter.MountException;
import org.efc.mounter.MountException.Kind;
import org.junit.jupiter.api.Test;

class CallLocksTest {
  private final CallLocks locks = new CallLocks();

  @Test
  void secondCallerIsToldAtOnce() {
    try (CallLocks.Hold _ = locks.alone("a")) {
      assertThatThrownBy(() -> locks.alone("a"))
          .isInstanceOfSatisfying(
              MountException.class, e -> assertThat(e.kind()).isEqualTo(Kind.PENDING));
      assertThatThrownBy(() -> locks.shared("a")).hasMessageContaining("another call on a");
      assertThat(locks.tryAlone("b")).isPresent();
    }
    assertThat(locks.tryAlone("a")).isPresent();
  }

  @Test
  void sharersKeepOutWhoWantsItAlone() {
    CallLocks.Hold first = locks.shared("a");
    CallLocks.Hold second = locks.shared("a");
    first.close();
    assertThat(locks.tryAlone("a")).isEmpty();
    second.close();
    assertThat(locks.tryAlone("a")).isPresent();
  }
}
