// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestLayout.SetxattrIn;

/**
 * Sets an extended attribute of {@link #nodeid}. Answered ok. ENOSYS is remembered, as EOPNOTSUPP.
 */
public final class Setxattr extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Setxattr(long header) {
    super(header, SetxattrIn.SIZE);
  }

  /** XATTR_CREATE 1: it must not exist; XATTR_REPLACE 2: it must exist. */
  public int flags() {
    return intAt(SetxattrIn.FLAGS);
  }

  /** The value, as bytes. */
  public byte[] value() {
    return Memory.bytes(nameAddress() + nameLength() + 1, intAt(SetxattrIn.VALUE_SIZE));
  }
}
