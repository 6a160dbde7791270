// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.OpenIn;

/**
 * Opens the directory {@link #nodeid}. Answered by a handle and FOPEN_ flags. ENOSYS is remembered
 * for the life of the mount: then directories are opened without a message, handles are 0 and
 * listings may be cached.
 */
public final class Opendir extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Opendir(long header) {
    super(header);
  }

  /** The O_ bits of open(2). */
  public int flags() {
    return intAt(OpenIn.FLAGS);
  }
}
