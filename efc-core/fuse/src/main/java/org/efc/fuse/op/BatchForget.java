// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.BatchForgetIn;
import org.efc.fuse.abi.RequestLayout.ForgetOne;

/** Several FORGETs in one message, without a reply; the header has no node id. */
public final class BatchForget extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public BatchForget(long header) {
    super(header);
  }

  /** How many there are. */
  public int count() {
    return intAt(BatchForgetIn.COUNT);
  }

  /** The node id of the one at {@code index}, from 0. */
  public long nodeid(int index) {
    return longAt(BatchForgetIn.SIZE + index * ForgetOne.SIZE + ForgetOne.NODEID);
  }

  /** How much to take off its lookup count. */
  public long lookups(int index) {
    return longAt(BatchForgetIn.SIZE + index * ForgetOne.SIZE + ForgetOne.NLOOKUP);
  }
}
