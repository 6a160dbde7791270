// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

/** A client that waits for the lock of the one that serves, and serves when that one ends. */
record NextClient(ClientProcess process, Why why) {
  /** What it was launched for. */
  enum Why {
    /** The end of the present client has begun. */
    EARLY,
    /** It is of another version, and the present client is told to stop. */
    UPGRADE
  }

  boolean isForUpgrade() {
    return why == Why.UPGRADE;
  }
}
