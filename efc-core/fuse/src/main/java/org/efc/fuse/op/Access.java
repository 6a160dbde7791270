// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.AccessIn;

/**
 * access(2) and chdir(2) on a mount without default_permissions. Answered ok or EACCES. ENOSYS is
 * remembered for the life of the mount, as success.
 */
public final class Access extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Access(long header) {
    super(header);
  }

  /** R_OK 4, W_OK 2, X_OK 1; F_OK 0. */
  public int mask() {
    return intAt(AccessIn.MASK);
  }
}
