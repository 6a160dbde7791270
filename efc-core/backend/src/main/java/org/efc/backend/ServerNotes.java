// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Optional;
import org.efc.net.ConnectionNotes;

/**
 * What a process notes about its server for the next one, beside the connections: a server forgets
 * the calls that it has executed when it begins anew, which nobody may be there to see. A witness
 * tells.
 */
public interface ServerNotes extends ConnectionNotes {
  /** Keeps nothing: for a source that no later process goes on with. */
  ServerNotes FORGOTTEN = new ServerNotes() {};

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
}
