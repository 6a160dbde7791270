// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

/** Removes an extended attribute of {@link #nodeid}. Answered ok; ENODATA. ENOSYS is remembered. */
public final class Removexattr extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Removexattr(long header) {
    super(header, 0);
  }
}
