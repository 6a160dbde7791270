// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.nio.file.Path;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * A mapped file beside the table of inodes, with a format of its own: a header of one page, and
 * what its owner maps behind the header.
 *
 * <p>A process that does not know the file leaves the file alone, and changes the table all the
 * same. The header therefore has the epoch of the last process that maintained the file. The file
 * is continuous when that process was the last one that opened the table. A file that is not
 * continuous, of another format or of another table is emptied: nothing in it is believed.
 *
 * <p>Only who has the table opens the file; the table is locked.
 */
final class SideFile implements AutoCloseable {
  static final int HEADER = 4096;

  /** From here to the end of the header the fields are the owner's; they begin as 0. */
  static final int FIELDS = 64;

  private static final long MAGIC = 0x3130_4445_4449_5345L; // "ESIDED01"

  private static final int MAGIC_AT = 0;
  private static final int FORMAT_AT = 8;
  private static final int RECORD_AT = 12;
  private static final int INSTANCE_AT = 16;
  private static final int EPOCH_AT = 24;

  private final Path path;
  private final Fd fd;
  private final long header;
  private final TableFile table;
  private final boolean continuous;

  private SideFile(Path path, Fd fd, long header, TableFile table, boolean continuous) {
    this.path = path;
    this.fd = fd;
    this.header = header;
    this.table = table;
    this.continuous = continuous;
  }

  /**
   * Opens or makes the file. The owner calls {@link #maintained} once the file agrees with the
   * table.
   *
   * @param record size of what the file has for a slot, in bytes
   * @throws LinuxException when the file can't be made or mapped
   */
  static SideFile open(Path path, int format, int record, TableFile table) {
    Fd fd = Fd.open(path.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    try {
      TableFile.allocate(path, fd, 0, HEADER);
      long header = Memory.mapShared(fd.number(), 0, HEADER);
      boolean continuous =
          Memory.getLongAcquire(header + MAGIC_AT) == MAGIC
              && Memory.getInt(header + FORMAT_AT) == format
              && Memory.getInt(header + RECORD_AT) == record
              && Memory.getLong(header + INSTANCE_AT) == table.instance()
              && Memory.getLong(header + EPOCH_AT) == table.previousEpoch();
      if (!continuous) {
        empty(path, fd);
        Memory.putInt(header + FORMAT_AT, format);
        Memory.putInt(header + RECORD_AT, record);
        Memory.putLong(header + INSTANCE_AT, table.instance());
        Memory.putLongRelease(header + MAGIC_AT, MAGIC);
      }
      return new SideFile(path, fd, header, table, continuous);
    } catch (RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static void empty(Path path, Fd fd) {
    Libc.current().require("emptying " + path, Syscall.FTRUNCATE, fd.number(), 0, 0, 0, 0, 0);
    TableFile.allocate(path, fd, 0, HEADER);
  }

  /** Whether every process that changed the table since the file was made maintained the file. */
  boolean isContinuous() {
    return continuous;
  }

  /** From now on this process maintains the file: a successor may believe it. */
  void maintained() {
    Memory.putLongRelease(header + EPOCH_AT, table.epoch());
  }

  /** Address of the header; the owner's fields begin at {@link #FIELDS}. */
  long header() {
    return header;
  }

  /** Maps what is there already. */
  long map(long offset, long size) {
    return Memory.mapShared(fd.number(), offset, size);
  }

  /**
   * Makes room, which reads as 0, and maps it. What an interrupted attempt left there is gone.
   *
   * @throws LinuxException ENOSPC when there is no room, ENOMEM when it can't be mapped
   */
  long mapNew(long offset, long size) {
    Libc.current()
        .require("shortening " + path, Syscall.FTRUNCATE, fd.number(), offset, 0, 0, 0, 0);
    TableFile.allocate(path, fd, offset, size);
    return map(offset, size);
  }

  /** Gives room back to the file system; the file keeps its length. */
  void release(long offset, long size) {
    // FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE. Without room for that the bytes stay: no harm.
    Libc.current().call(Syscall.FALLOCATE, fd.number(), 3, offset, size, 0, 0);
  }

  /** The memory stays mapped until this process ends, as the table's does. */
  @Override
  public void close() {
    fd.close();
  }
}
