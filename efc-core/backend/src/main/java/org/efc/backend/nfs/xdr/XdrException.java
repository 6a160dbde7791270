// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.xdr;

import org.efc.net.MalformedException;

/** Bytes that are no XDR of the expected type, or a value that its type can't hold. */
public final class XdrException extends MalformedException {
  private static final long serialVersionUID = 1L;

  public XdrException(String message) {
    super(message);
  }
}
