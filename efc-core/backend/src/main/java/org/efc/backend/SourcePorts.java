// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * From which ports the connections to a server are made, for the next process: a server knows a
 * repeated call by its number and the port that it came from.
 */
public interface SourcePorts {
  /** For who comes once only. */
  SourcePorts FORGOTTEN =
      new SourcePorts() {
        @Override
        public int port(int connection) {
          return 0;
        }

        @Override
        public void port(int connection, int port) {
          // nobody will ask
        }
      };

  /** The port of a connection, counted from 0, in the process before; 0 when it is not known. */
  int port(int connection);

  /** The connection is made from this port now. */
  void port(int connection, int port);

  /** The server has begun anew: what it was sent by an earlier process, it may have forgotten. */
  default void forgotten() {}
}
