// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.EfcException;

/** The connection to the kernel can't be served: says what was seen and what was wanted. */
public final class FuseException extends EfcException {
  private static final long serialVersionUID = 1L;

  public FuseException(String message) {
    super(message);
  }

  public FuseException(String message, Throwable cause) {
    super(message, cause);
  }
}
