// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import org.efc.common.EfcException;
import org.efc.common.Errno;

/**
 * A backend call that ends with an errno: how the inside of an {@link InlineBackend} says so. It
 * never leaves the backend, and ENOENT is everyday business, so it records no stack.
 */
public final class CallFailure extends EfcException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public CallFailure(Errno errno) {
    super(errno.name());
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it does nothing
  public Throwable fillInStackTrace() {
    return this;
  }
}
