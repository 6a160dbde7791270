// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.ForgetIn;

/**
 * The kernel drops an object from its cache. There is no reply. The node id stays valid until its
 * lookup count is 0; at the end of a mount the kernel drops everything without a word.
 */
public final class Forget extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Forget(long header) {
    super(header);
  }

  /** How much to take off the lookup count of {@link #nodeid}. */
  public long lookups() {
    return longAt(ForgetIn.NLOOKUP);
  }
}
