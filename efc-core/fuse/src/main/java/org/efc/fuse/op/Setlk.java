// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestFlags;
import org.efc.fuse.abi.RequestLayout.LkIn;

/**
 * SETLK and SETLKW: flock(2), or fcntl(2) with F_SETLK, F_SETLKW or their F_OFD forms. Sent only
 * where POSIX_LOCKS, or for flock(2) FLOCK_LOCKS, was negotiated. ENOSYS is not remembered. What
 * goes with the last close is not sent: FLUSH and RELEASE name the owner.
 */
public final class Setlk extends FuseOp {
  private static final int F_UNLCK = 2;

  /** Views the request whose fuse_in_header is at {@code header}. */
  public Setlk(long header) {
    super(header);
  }

  /** The handle that the reply to OPEN gave. */
  public long handle() {
    return longAt(LkIn.FH);
  }

  /** An opaque number for who holds the lock, as in {@link Flush#lockOwner}. */
  public long owner() {
    return longAt(LkIn.OWNER);
  }

  /** The first byte. */
  public long start() {
    return longAt(LkIn.START);
  }

  /** The last byte; 2^63-1 for all there will ever be. */
  public long end() {
    return longAt(LkIn.END);
  }

  /** Of struct flock: F_RDLCK 0, F_WRLCK 1, F_UNLCK 2. */
  public int type() {
    return intAt(LkIn.TYPE);
  }

  public boolean unlocks() {
    return type() == F_UNLCK;
  }

  /** From flock(2). */
  public boolean isFlock() {
    return (intAt(LkIn.LK_FLAGS) & RequestFlags.LK_FLOCK) != 0;
  }
}
