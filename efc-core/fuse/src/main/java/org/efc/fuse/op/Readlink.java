// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/** The target of the symbolic link {@link #nodeid}. Answered by its bytes, without a NUL. */
public final class Readlink extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Readlink(long header) {
    super(header);
  }
}
