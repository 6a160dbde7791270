// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.CreateIn;

/**
 * Makes a regular file in the directory {@link #nodeid} and opens it, in one step. Answered by an
 * entry and a handle; the entry adds to the lookup count as LOOKUP does. An existing file is opened
 * unless {@link #flags} have O_EXCL. ENOSYS is remembered: the kernel goes on with MKNOD and OPEN.
 */
public final class Create extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Create(long header) {
    super(header, CreateIn.SIZE);
  }

  /** The O_ bits of open(2), O_CREAT and O_EXCL among them. */
  public int flags() {
    return intAt(CreateIn.FLAGS);
  }

  /** File type and permission bits. */
  public int mode() {
    return intAt(CreateIn.MODE);
  }

  /** The umask of the caller. It is applied already, since DONT_MASK is not negotiated. */
  public int umask() {
    return intAt(CreateIn.UMASK);
  }

  /** The set-user-ID and set-group-ID bits of the file must go (with O_TRUNC only). */
  public boolean killsPrivileges() {
    return (intAt(CreateIn.OPEN_FLAGS) & RequestFlags.OPEN_KILL_SUIDGID) != 0;
  }
}
