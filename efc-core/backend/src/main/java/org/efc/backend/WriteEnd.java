// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/**
 * What gets the end of every sending of a {@link WriteCall}: on a thread of the backend or on the
 * sending one, never with a lock of the backend held. It must not block and must not throw.
 */
public interface WriteEnd {
  /**
   * Everything is written.
   *
   * @param count bytes written: as many as were sent
   * @param verifier the server's write verifier for an UNSTABLE write (RFC 1813 3.3.7), else 0
   */
  void done(int count, long verifier);

  void failed(Errno errno);
}
