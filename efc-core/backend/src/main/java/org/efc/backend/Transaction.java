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
}
