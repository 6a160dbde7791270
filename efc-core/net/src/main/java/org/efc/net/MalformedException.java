// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import org.efc.common.EfcException;

/** Bytes that are no message of the protocol, or a call that can't be made one. */
public class MalformedException extends EfcException {
  private static final long serialVersionUID = 1L;

  public MalformedException(String message) {
    super(message);
  }
}
