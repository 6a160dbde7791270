// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/** A client showed what its promise does not allow, or the server has what nobody put there. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  Violation(String message) {
    super(message);
  }
}
