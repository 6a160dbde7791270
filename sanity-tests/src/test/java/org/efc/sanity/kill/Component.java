// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.kill;

/** What can be killed. */
enum Component {
  CLIENT("client", 9),
  SESSION_MANAGER("session manager", 4),
  PLUGIN("plugin", 4),
  SERVER("NFS server", 3);

  private final String title;
  private final int weight;

  Component(String title, int weight) {
    this.title = title;
    this.weight = weight;
  }

  /** How often it is chosen, next to the others. */
  int weight() {
    return weight;
  }

  /** Whether it is told to end by SIGTERM now and then: what is restarted in good order, too. */
  boolean endsGently() {
    return this == SESSION_MANAGER || this == PLUGIN;
  }

  @Override
  public String toString() {
    return title;
  }
}
