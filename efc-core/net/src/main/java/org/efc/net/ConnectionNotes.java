// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.util.Optional;

/**
 * What a process notes about its connections for the next one. A server's duplicate request cache
 * knows a repeated call by its number and by the client's address and port.
 */
public interface ConnectionNotes {
  /** Keeps nothing: for connections that no later process goes on with. */
  ConnectionNotes NONE = new ConnectionNotes() {};

  /** The port of a connection, counted from 0, in the process before; 0 when it is not known. */
  default int port(int connection) {
    return 0;
  }

  /** The connection is made from this port now. */
  default void port(int connection, int port) {}

  /**
   * Over how many connections the process before spread the numbers of changes; 0 when that is not
   * known. Changes of that process stay where they were only if the next one does the same.
   */
  default int connections() {
    return 0;
  }

  /** The numbers of changes are spread over so many connections. */
  default void connections(int count) {}

  /**
   * A hash of both ends' addresses of a connection in the process before; 0 when it is not known.
   * With another address at either end, no cache knows the port.
   */
  default int route(int connection) {
    return 0;
  }

  /** The connection has these addresses at its ends now. */
  default void route(int connection, int route) {}

  /** The server's address that the process before used, 4 or 16 bytes. */
  default Optional<byte[]> address() {
    return Optional.empty();
  }

  /** The server is used at this address now. */
  default void address(byte[] address) {}

  /** What an earlier process sent to the server, the server may have forgotten. */
  default void forgotten() {}
}
