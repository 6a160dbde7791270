// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.e2e;

/**
 * Something that must hold on a cluster.
 *
 * @param name what a person reads in the table
 */
record ClusterCase(String name, Body body) {
  /** What is done; it throws when it does not hold. */
  interface Body {
    /**
     * @param row what was measured
     */
    void run(Cluster cluster, CaseTable.Row row) throws Exception;
  }

  static ClusterCase of(String name, Body body) {
    return new ClusterCase(name, body);
  }
}
