// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.linux.Memory;

/**
 * Makes a symbolic link in the directory {@link #nodeid}. Answered by an entry, as LOOKUP. A resent
 * request that finds its own link has taken effect before.
 */
public final class Symlink extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Symlink(long header) {
    super(header, 0);
  }

  /** What the link points to: bytes, 1..4095 of them. */
  public byte[] target() {
    long address = nameAddress() + nameLength() + 1;
    return Memory.bytes(address, Memory.length(address, Short.MAX_VALUE));
  }
}
