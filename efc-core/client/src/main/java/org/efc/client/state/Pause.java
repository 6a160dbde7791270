// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.util.concurrent.locks.LockSupport;

/** Sleeps that an interrupt ends early, and that throw nothing. */
public final class Pause {
  private Pause() {}

  public static void millis(long millis) {
    LockSupport.parkNanos(millis * 1_000_000);
  }

  public static void micros(long micros) {
    LockSupport.parkNanos(micros * 1000);
  }
}
