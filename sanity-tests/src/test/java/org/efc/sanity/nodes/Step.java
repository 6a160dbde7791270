// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * An operation that was done.
 *
 * @param client who did it; two clients a node
 */
record Step(int client, Operation operation, Outcome outcome) {
  static final int CLIENTS_PER_NODE = 2;
  private static final int SLOTS = 100;

  int node() {
    return node(client);
  }

  /** Of all slots of all clients, the one that it is about. */
  int slot() {
    return client * SLOTS + operation.slot();
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
