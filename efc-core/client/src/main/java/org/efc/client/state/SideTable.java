// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;

/**
 * What a version of the client keeps of each inode besides what the table of inodes has: a record
 * per slot of the table, in a mapped file with a format of its own.
 *
 * <p>A record begins with the node id of its inode; a record with another node id is of an earlier
 * inode of the slot, and counts as none. A record is all 0 behind the node id when it is made.
 *
 * <p>A version that does not know the file may have served the inodes meanwhile: then no record is
 * believed, and the file is begun anew ({@link #isBegunAnew}). State that must not be lost is
 * therefore settled before a process lets a successor serve, or has another home.
 *
 * <p>Safe for use by many threads; the fields of one record are for its users to order.
 */
public final class SideTable implements AutoCloseable {
  /** The node id, before the fields of a record. */
  public static final int FIELDS = 8;

  /** How many chunks of records the file has. */
  private static final int CHUNKS_AT = SideFile.FIELDS;

  private final SideFile file;
  private final int recordSize;
  private final long chunkSize;
  private volatile long[] chunks = {};

  private SideTable(SideFile file, int recordSize) {
    this.file = file;
    this.recordSize = recordSize;
    this.chunkSize = (long) TableFile.SLOTS_PER_CHUNK * recordSize;
    int count = (int) Memory.getLong(file.header() + CHUNKS_AT);
    long first = count == 0 ? 0 : file.map(SideFile.HEADER, count * chunkSize);
    long[] mapped = new long[count];
    for (int i = 0; i < count; i++) {
      mapped[i] = first + i * chunkSize;
    }
    this.chunks = mapped;
  }

  /**
   * Opens or makes the file.
   *
   * @param recordSize in bytes, with the 8 of the node id; a multiple of 8
   * @throws LinuxException when the file can't be made or mapped
   */
  static SideTable open(Path path, int format, int recordSize, TableFile table) {
    if (recordSize <= FIELDS || recordSize % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "record of " + recordSize + " bytes; must be a multiple of 8, more than " + FIELDS);
    }
    SideFile file = SideFile.open(path, format, recordSize, table);
    try {
      SideTable opened = new SideTable(file, recordSize);
      file.maintained();
      return opened;
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** Whether the file has no record of any earlier process: it is new, or was not maintained. */
  public boolean isBegunAnew() {
    return !file.isContinuous();
  }

  /** Address of the record of an inode, or 0 when there is none. */
  public long find(long nodeid) {
    int slot = (int) nodeid;
    int chunk = slot / TableFile.SLOTS_PER_CHUNK;
    long[] present = chunks;
    if (chunk >= present.length) {
      return 0;
    }
    long at = address(present, slot);
    return Memory.getLongAcquire(at) == nodeid ? at : 0;
  }

  /**
   * Address of the record of an inode that the kernel knows; made when there is none.
   *
   * @throws LinuxException ENOSPC, ENOMEM when there is no room for it
   */
  public long record(long nodeid) {
    long found = find(nodeid);
    return found == 0 ? make(nodeid) : found;
  }

  private synchronized long make(long nodeid) {
    int slot = (int) nodeid;
    while (slot / TableFile.SLOTS_PER_CHUNK >= chunks.length) {
      grow();
    }
    long at = address(chunks, slot);
    if (Memory.getLongAcquire(at) != nodeid) {
      // A kill in between leaves no record, and never a new one with fields of the old one.
      Memory.putLongRelease(at, 0);
      for (int field = FIELDS; field < recordSize; field += Long.BYTES) {
        Memory.putLongRelease(at + field, 0);
      }
      Memory.putLongRelease(at, nodeid);
    }
    return at;
  }

  private void grow() {
    int count = chunks.length;
    long mapped = file.mapNew(SideFile.HEADER + count * chunkSize, chunkSize);
    long[] more = Arrays.copyOf(chunks, count + 1);
    more[count] = mapped;
    chunks = more;
    Memory.putLongRelease(file.header() + CHUNKS_AT, count + 1L);
  }

  /** Takes the record of an inode away, if there is one. */
  public synchronized void remove(long nodeid) {
    long at = find(nodeid);
    if (at != 0) {
      Memory.putLongRelease(at, 0);
    }
  }

  /** The node ids of all records, those of inodes that are forgotten included. */
  public void forEach(LongConsumer nodeids) {
    long[] present = chunks;
    for (int slot = 0; slot < present.length * TableFile.SLOTS_PER_CHUNK; slot++) {
      long nodeid = Memory.getLongAcquire(address(present, slot));
      if (nodeid != 0) {
        nodeids.accept(nodeid);
      }
    }
  }

  private long address(long[] mapped, int slot) {
    return mapped[slot / TableFile.SLOTS_PER_CHUNK]
        + (long) (slot % TableFile.SLOTS_PER_CHUNK) * recordSize;
  }

  /** The memory stays mapped until this process ends, as the table's does. */
  @Override
  public void close() {
    file.close();
  }
}
