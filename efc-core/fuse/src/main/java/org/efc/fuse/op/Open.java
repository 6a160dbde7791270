// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.OpenIn;

/**
 * Opens {@link #nodeid}. Answered by a handle and FOPEN_ flags. The kernel has checked permissions
 * when the mount has default_permissions.
 *
 * <p>ENOSYS is remembered for the life of the mount: then no file is opened by a message any more,
 * handles are 0 and caches are kept.
 */
public final class Open extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Open(long header) {
    super(header);
  }

  /**
   * The O_ bits of open(2), without O_CREAT, O_EXCL and O_NOCTTY, and without O_TRUNC, since
   * ATOMIC_O_TRUNC is not negotiated.
   */
  public int flags() {
    return intAt(OpenIn.FLAGS);
  }

  /** The set-user-ID and set-group-ID bits of the file must go (with O_TRUNC only). */
  public boolean killsPrivileges() {
    return (intAt(OpenIn.OPEN_FLAGS) & RequestFlags.OPEN_KILL_SUIDGID) != 0;
  }
}
