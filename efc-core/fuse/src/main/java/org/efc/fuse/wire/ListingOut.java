// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.Name;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.ReplyLayout.Dirent;
import org.efc.fuse.abi.ReplyLayout.Direntplus;

/**
 * Builds the answer to READDIR or READDIRPLUS: records one after the other, as many as the kernel
 * has room for.
 */
public final class ListingOut {
  private final EntryOut entry = new EntryOut(0);
  private long start;
  private int capacity;
  private boolean plus;
  private int limit;
  private int used;

  /**
   * Where the next listing goes.
   *
   * @param address of the first record
   * @param bytes the most there is room for
   */
  public ListingOut moveTo(long address, int bytes) {
    start = address;
    capacity = bytes;
    used = 0;
    return this;
  }

  /**
   * Starts a listing.
   *
   * @param withAttributes whether the request is READDIRPLUS
   * @param size the most bytes that the request wants
   */
  public ListingOut begin(boolean withAttributes, int size) {
    plus = withAttributes;
    // A size of 2 GiB and more is negative here: then our own capacity is the limit.
    limit = size < 0 ? capacity : Math.min(size, capacity);
    used = 0;
    return this;
  }

  /** Whether each entry comes with attributes: {@link #entry} is to be filled in for each. */
  public boolean withAttributes() {
    return plus;
  }

  /**
   * Adds a name, unless there is no room for it: then the listing is to be sent as it is, and the
   * name comes first in the next one. In a READDIRPLUS the {@link #entry} of the name is zero,
   * which says "no attributes", until it is filled in.
   *
   * @param inode the number as readdir(3) shows it
   * @param next the offset of a request that goes on after this name; not 0
   * @param type DT_ of readdir(3): the file type's mode bits >> 12
   * @return whether it was added
   */
  public boolean add(Name name, long inode, long next, int type) {
    int head = plus ? Direntplus.SIZE : Dirent.SIZE;
    int padded = (head + name.length() + Dirent.ALIGNMENT - 1) & -Dirent.ALIGNMENT;
    if (padded > limit - used) {
      return false;
    }
    long record = start + used;
    if (plus) {
      entry.moveTo(record);
      entry.clear();
    }
    long dirent = plus ? record + Direntplus.DIRENT : record;
    Memory.putLong(dirent + Dirent.INO, inode);
    Memory.putLong(dirent + Dirent.OFF, next);
    Memory.putInt(dirent + Dirent.NAMELEN, name.length());
    Memory.putInt(dirent + Dirent.TYPE, type);
    long text = dirent + Dirent.NAME;
    for (int i = 0; i < name.length(); i++) {
      Memory.putByte(text + i, name.byteAt(i));
    }
    Memory.zero(text + name.length(), (long) padded - head - name.length());
    used += padded;
    return true;
  }

  /** The entry of the name added last, in a READDIRPLUS; the same object at each call. */
  public EntryOut entry() {
    if (!plus || used == 0) {
      throw new IllegalStateException("no READDIRPLUS entry was added");
    }
    return entry;
  }

  /** The bytes of all records so far. */
  public int size() {
    return used;
  }
}
