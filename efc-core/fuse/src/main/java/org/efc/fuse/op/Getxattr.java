// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.GetxattrIn;

/**
 * The value of an extended attribute of {@link #nodeid}: data, or for {@link #size} 0 an xattr
 * size. ENODATA when there is none, ERANGE when the value is larger than asked. ENOSYS is
 * remembered, as EOPNOTSUPP.
 */
public final class Getxattr extends NamedOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Getxattr(long header) {
    super(header, GetxattrIn.SIZE);
  }

  /** The most bytes wanted; 0 asks for the size only. */
  public int size() {
    return intAt(GetxattrIn.VALUE_SIZE);
  }
}
