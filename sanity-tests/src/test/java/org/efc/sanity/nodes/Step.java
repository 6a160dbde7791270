// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * An operation that was done.
 *
 * @param client who did it; two clients a node
 */
record Step(int client, Operation operation, Outcome outcome) {
  static final int CLIENTS_PER_NODE = 2;

  int node() {
    return node(client);
  }

  static int node(int client) {
    return client / CLIENTS_PER_NODE;
  }

  long start() {
    return outcome.start();
  }

  long end() {
    return outcome.end();
  }

  @Override
  public String toString() {
    return start()
        + ".."
        + end()
        + " node "
        + node()
        + " client "
        + client
        + ": "
        + operation
        + " -> "
        + outcome;
  }
}
