// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.MkdirIn;

/**
 * Makes a directory in the directory {@link #nodeid}. Answered by an entry, as LOOKUP. An existing
 * name is EEXIST.
 */
public final class Mkdir extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Mkdir(long header) {
    super(header, MkdirIn.SIZE);
  }

  /** Permission bits, and the sticky bit. */
  public int mode() {
    return intAt(MkdirIn.MODE);
  }

  /** The umask of the caller. It is applied already, since DONT_MASK is not negotiated. */
  public int umask() {
    return intAt(MkdirIn.UMASK);
  }
}
