// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/** Removes an empty directory from the directory {@link #nodeid}. Answered ok; ENOTEMPTY. */
public final class Rmdir extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Rmdir(long header) {
    super(header, 0);
  }
}
