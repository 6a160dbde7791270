// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.util.Locale;

/** Where a supervised client is in its life. */
public enum ClientState {
  /** Launched; has not said yet that it reached its source. */
  STARTING,
  /** Said so. */
  SERVING,
  /** Ended; the next one is due. */
  BACKING_OFF,
  /** Its end is expected: no other one follows. */
  STOPPING,
  /** Ended for good. */
  STOPPED;

  /** As status shows it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
