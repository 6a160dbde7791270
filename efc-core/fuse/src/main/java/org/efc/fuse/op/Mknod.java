// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.MknodIn;

/**
 * Makes a regular file, FIFO, socket or device in the directory {@link #nodeid}. Answered by an
 * entry, as LOOKUP. An existing name is EEXIST.
 */
public final class Mknod extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Mknod(long header) {
    super(header, MknodIn.SIZE);
  }

  /** File type and permission bits. */
  public int mode() {
    return intAt(MknodIn.MODE);
  }

  /** The device, for a device: major in bits 8..19, minor in 0..7 and 20..31 (new_encode_dev). */
  public int rdev() {
    return intAt(MknodIn.RDEV);
  }

  /** The umask of the caller. It is applied already, since DONT_MASK is not negotiated. */
  public int umask() {
    return intAt(MknodIn.UMASK);
  }
}
