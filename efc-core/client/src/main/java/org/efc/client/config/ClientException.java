// SPDX-License-Identifier: Apache-2.0
package org.efc.client.config;

import org.efc.common.EfcException;

/** The client of a volume can't start or go on: says what was found and what is wanted. */
public class ClientException extends EfcException {
  private static final long serialVersionUID = 1L;

  public ClientException(String message) {
    super(message);
  }

  public ClientException(String message, Throwable cause) {
    super(message, cause);
  }
}
