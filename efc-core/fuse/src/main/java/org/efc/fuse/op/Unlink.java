// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/**
 * Removes a name that is no directory from the directory {@link #nodeid}. Answered ok. The object
 * lives on while its lookup count is not 0: it may be open.
 */
public final class Unlink extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Unlink(long header) {
    super(header, 0);
  }
}
