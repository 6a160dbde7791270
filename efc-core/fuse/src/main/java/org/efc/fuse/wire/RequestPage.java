// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout.OutHeader;

/**
 * The small memory of one request object: its reply's header and small body, a vector of two
 * places, and a copy of the request without data.
 *
 * <pre>
 *   0            16          192        256
 *   reply header | body      | vector   | request header, struct, names
 * </pre>
 *
 * <p>Three pages are mapped, since RENAME and SYMLINK may carry two strings of PATH_MAX. Most
 * requests touch the first page only, and only what was touched is resident. The kernel never
 * copies a request to this memory.
 */
public final class RequestPage {
  private static final int VECTOR = 192;
  private static final int REQUEST = 256;
  private static final int SIZE = 3 * Memory.pageSize();

  private final long base = Memory.map(SIZE);

  /** The most bytes a request may have that is copied here: more than two strings of PATH_MAX. */
  public static int requestCapacity() {
    return SIZE - REQUEST;
  }

  /** The fuse_out_header of a reply. */
  public long reply() {
    return base;
  }

  /** The body behind {@link #reply}: room for an entry and an open file. */
  public long replyBody() {
    return base + OutHeader.SIZE;
  }

  /** Room for a vector of two places (struct iovec, 32 bytes). */
  public long vector() {
    return base + VECTOR;
  }

  /** The fuse_in_header of the request. */
  public long request() {
    return base + REQUEST;
  }

  /** Drops what is resident. The memory stays mapped: a stale reader of it sees zeros. */
  public void drop() {
    Memory.drop(base, SIZE);
  }

  /** Gives the memory back. Nothing of it may be used any more. */
  public void unmap() {
    Memory.unmap(base, SIZE);
  }
}
