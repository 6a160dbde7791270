// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.EfcException;
import org.efc.common.Errno;

/** A backend can't be opened or used: the message names the source and what is wrong with it. */
public final class BackendException extends EfcException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public BackendException(String message) {
    this(message, Errno.EINVAL);
  }

  public BackendException(String message, Errno errno) {
    super(message);
    this.errno = errno;
  }

  public BackendException(String message, Errno errno, Throwable cause) {
    super(message, cause);
    this.errno = errno;
  }

  /**
   * The kind of failure: EINVAL for a bad URI or option, EHOSTUNREACH for an unknown host,
   * ECONNREFUSED for a refused port, ENOENT for no such export or path, EACCES when the server
   * refuses, ESTALE for a stale root, ETIMEDOUT when the deadline passed.
   */
  public Errno errno() {
    return errno;
  }
}
