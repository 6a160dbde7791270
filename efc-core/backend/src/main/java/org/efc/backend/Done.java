// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/** The result of a call that has nothing to tell but that it succeeded. */
public enum Done {
  DONE
}
