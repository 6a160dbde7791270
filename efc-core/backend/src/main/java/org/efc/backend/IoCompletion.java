// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.Errno;

/** What is called once when a read or a write ends. It must not block and must not throw. */
public interface IoCompletion {

  /**
   * The call succeeded.
   *
   * @param count bytes read or written
   * @param verifier the server's write verifier for an UNSTABLE write (RFC 1813 3.3.7), else 0
   */
  void succeeded(int count, long verifier);

  void failed(Errno errno);
}
