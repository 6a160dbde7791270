// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/** The space of the file system, for statfs(2) on {@link #nodeid}. Answered by statfs. */
public final class Statfs extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Statfs(long header) {
    super(header);
  }
}
