// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;

/**
 * What a process notes about its server for the next one. A server knows a repeated call by its
 * number and the port that it came from: the ports are noted. And it forgets all calls when it
 * begins anew, which nobody may be there to see: a witness is noted.
 */
public interface ServerNotes {
  /** For who comes once only. */
  ServerNotes FORGOTTEN =
      new ServerNotes() {
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

  /** A file, and the write verifier that the server last gave for it (RFC 1813 3.3.7). */
  record Witness(Handle file, long verifier) {}

  /** What tells whether the server is still the one that the process before talked to. */
  default Optional<Witness> witness() {
    return Optional.empty();
  }

  /** The server is to be known by this from now on. */
  default void witness(Witness witness) {}

  /**
   * What mounting gave the process before, as it noted it: who goes on where that one was need not
   * ask again.
   */
  default Optional<byte[]> mounted() {
    return Optional.empty();
  }

  /** Mounting gave this; it may be too long to be kept. */
  default void mounted(byte[] memo) {}

  /** Whether an earlier process may have sent it a change whose answer nobody has. */
  default boolean isOwedAnswers() {
    return false;
  }

  /** The server has begun anew: what it was sent by an earlier process, it may have forgotten. */
  default void forgotten() {}
}
