// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * A place in a directory's listing.
 *
 * @param cookie the storage's cookie (RFC 1813 3.3.16), 0 at the start
 * @param verifier the cookie verifier that came with it, 0 at the start
 */
public record DirectoryPosition(long cookie, long verifier) {
  public static final DirectoryPosition START = new DirectoryPosition(0, 0);
}
