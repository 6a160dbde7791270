// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.GetxattrIn;

/**
 * The names of the extended attributes of {@link #nodeid}, each followed by a NUL: data, or for
 * {@link #size} 0 an xattr size. ENOSYS is remembered, as EOPNOTSUPP.
 */
public final class Listxattr extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Listxattr(long header) {
    super(header);
  }

  /** The most bytes wanted; 0 asks for the size only. */
  public int size() {
    return intAt(GetxattrIn.VALUE_SIZE);
  }
}
