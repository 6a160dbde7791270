// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.InitIn;

/**
 * The first request of a connection: the kernel says what it can do, and waits with everything else
 * until it is answered.
 */
public final class Init extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Init(long header) {
    super(header);
  }

  /** Its major version: 7. */
  public int major() {
    return intAt(InitIn.MAJOR);
  }

  /** Its minor version. */
  public int minor() {
    return intAt(InitIn.MINOR);
  }

  /** Its read-ahead limit in bytes; the reply may lower it. */
  public int maxReadahead() {
    return intAt(InitIn.MAX_READAHEAD);
  }

  /** What it offers, bits of {@link InitFlags}. */
  public long flags() {
    long low = Integer.toUnsignedLong(intAt(InitIn.FLAGS));
    boolean extended =
        (low & InitFlags.INIT_EXT) != 0
            && Memory.getInt(header() + InHeader.LEN) >= InHeader.SIZE + InitIn.FLAGS2 + 4;
    return extended ? low | ((long) intAt(InitIn.FLAGS2) << 32) : low;
  }
}
