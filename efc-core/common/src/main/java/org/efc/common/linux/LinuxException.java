// SPDX-License-Identifier: Apache-2.0
package org.efc.common.linux;

import org.efc.common.EfcException;
import org.efc.common.Errno;

/** A system call that failed: what it was about, and its errno. */
public final class LinuxException extends EfcException {
  private static final long serialVersionUID = 1L;

  private final Errno errno;

  public LinuxException(String what, Errno errno) {
    super(what + ": " + errno);
    this.errno = errno;
  }

  public Errno errno() {
    return errno;
  }
}
