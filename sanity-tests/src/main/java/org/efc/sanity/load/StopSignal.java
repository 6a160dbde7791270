// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.io.IOException;

/** Set when standard input ends: when the supervisor closes it, and also when that one dies. */
final class StopSignal {
  private volatile boolean set;

  private StopSignal() {}

  static StopSignal onEndOfInput() {
    StopSignal signal = new StopSignal();
    Thread.ofPlatform().daemon().name("stdin").start(signal::awaitEnd);
    return signal;
  }

  private void awaitEnd() {
    try {
      System.in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException e) {
      // an unreadable standard input has ended too
    }
    set = true;
  }

  boolean isSet() {
    return set;
  }
}
