// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** What the end of a call says of the change that the call makes. */
public interface Transaction {
  /**
   * A number of the change, the same in each process that makes it, so that storage which remembers
   * its answers gives the first one again ({@link Backend#remembers}). Not repeated within the life
   * of a volume; 0 for a call that may take effect twice.
   */
  default long transaction() {
    return 0;
  }

  /**
   * The change was sent, and the storage began anew before it answered: it may have executed the
   * change and know nothing of that. What it says when the change is sent again is then not the
   * whole truth. May come more than once, on any thread, before the end of the call.
   */
  default void doubtful() {}
}
