// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

/** The root of this project's exceptions: unchecked, one sub-class per module. */
public class EfcException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EfcException(String message) {
    super(message);
  }

  public EfcException(String message, Throwable cause) {
    super(message, cause);
  }
}
