// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.ReleaseIn;

/**
 * The handle is not used any more: its last descriptor was closed, and no mapping is left. Sent
 * once for each OPEN. The error of the reply goes nowhere.
 */
public final class Releasedir extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Releasedir(long header) {
    super(header);
  }

  /** The handle that the reply to OPENDIR gave; 0 while OPENDIR is answered ENOSYS. */
  public long handle() {
    return longAt(ReleaseIn.FH);
  }
}
