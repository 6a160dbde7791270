// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity;

/** The harness could not do what it was asked: says what, with the log of the process concerned. */
public class SanityException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SanityException(String message) {
    super(message);
  }

  public SanityException(String message, Throwable cause) {
    super(message, cause);
  }
}
