// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.efc.client.config.ClientException;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Syscall;

/**
 * The file behind the inode table: a header of one page and chunks of slots, mapped shared, so that
 * every store survives a kill -9. A chunk's space is allocated before it is mapped: a full disk is
 * an error then, and no SIGBUS later.
 *
 * <p>The header says which format and which volume it is, counts starts ({@link #epoch}), and has a
 * random number for names that no other client makes ({@link #instance}).
 *
 * <p>One process at a time: the file is locked (flock(2)) until the process ends.
 */
final class TableFile implements AutoCloseable {
  static final int SLOTS_PER_CHUNK = 4096;
  static final int CHUNK = SLOTS_PER_CHUNK * SlotLayout.SIZE;
  static final int FORMAT = 1;

  private static final int HEADER = 4096;
  private static final long MAGIC = 0x3130_4c42_5443_4645L; // "EFCTBL01"

  private static final int MAGIC_AT = 0;
  private static final int FORMAT_AT = 8;
  private static final int SLOT_SIZE_AT = 12;
  private static final int VOLUME_AT = 16;
  private static final int INSTANCE_AT = 24;
  private static final int EPOCH_AT = 32;
  private static final int CHUNKS_AT = 40;
  private static final int HIGH_WATER_AT = 48;

  private static final int SEEK_END = 2;
  private static final int SEEK_DATA = 3;
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(5);

  private final Path path;
  private final Fd fd;
  private final long header;
  private int previousEpoch;
  private volatile long[] chunks = {};

  private TableFile(Path path, Fd fd, long header) {
    this.path = path;
    this.fd = fd;
    this.header = header;
  }

  /**
   * Opens or makes the file, and begins a new epoch.
   *
   * @param volume a hash that tells this volume's state from another's
   * @throws ClientException when another process has it, or when it is of another volume, of
   *     another format, or damaged
   */
  static TableFile open(Path path, long volume) {
    Fd fd = Fd.open(path.toString(), OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    try {
      // A predecessor that was just killed may hold it for a moment.
      VolumeLock.take(fd.number(), path.toString(), LOCK_PATIENCE);
      long size = size(path, fd);
      if (size < HEADER) {
        allocate(path, fd, 0, HEADER);
      }
      TableFile file = new TableFile(path, fd, Memory.mapShared(fd.number(), 0, HEADER));
      if (Memory.getLongAcquire(file.header + MAGIC_AT) == 0) {
        file.format(volume);
      }
      file.check(volume, Math.max(size, HEADER));
      file.mapChunks();
      file.previousEpoch = file.epoch();
      Memory.putLongRelease(file.header + EPOCH_AT, file.nextEpoch());
      return file;
    } catch (RuntimeException e) {
      unlock(fd);
      throw e;
    }
  }

  private static long size(Path path, Fd fd) {
    return Libc.current()
        .require("size of " + path, Syscall.LSEEK, fd.number(), 0, SEEK_END, 0, 0, 0);
  }

  /** Space at once: a full disk is an error now, and no SIGBUS later. */
  static void allocate(Path path, Fd fd, long offset, long length) {
    Libc.current()
        .require("fallocate of " + path, Syscall.FALLOCATE, fd.number(), 0, offset, length, 0, 0);
  }

  /** The magic number goes last: a file without it is empty, whatever else it has. */
  private void format(long volume) {
    Memory.putInt(header + FORMAT_AT, FORMAT);
    Memory.putInt(header + SLOT_SIZE_AT, SlotLayout.SIZE);
    Memory.putLong(header + VOLUME_AT, volume);
    Memory.putLong(header + INSTANCE_AT, ThreadLocalRandom.current().nextLong());
    Memory.putLong(header + EPOCH_AT, 0);
    Memory.putLong(header + CHUNKS_AT, 0);
    Memory.putLong(header + HIGH_WATER_AT, 0);
    Memory.putLongRelease(header + MAGIC_AT, MAGIC);
  }

  private void check(long volume, long size) {
    if (Memory.getLong(header + MAGIC_AT) != MAGIC) {
      throw new ClientException(path + " is not a table of inodes");
    }
    requireFormat(path, Memory.getInt(header + FORMAT_AT), Memory.getInt(header + SLOT_SIZE_AT));
    if (Memory.getLong(header + VOLUME_AT) != volume) {
      throw new ClientException(path + " belongs to another volume");
    }
    long wanted = HEADER + chunkCount() * CHUNK;
    if (size < wanted || highWater() > chunkCount() * SLOTS_PER_CHUNK) {
      throw new ClientException(
          path + " is damaged: it has " + size + " bytes and should have " + wanted);
    }
  }

  /**
   * Looks whether this version could go on with a file that another process uses. One that is not
   * there, or empty, will do.
   *
   * @throws ClientException when it is of another format
   */
  static void requireKnown(Path path) {
    ByteBuffer start = start(path, VOLUME_AT);
    if (!start.hasRemaining() && start.getLong(MAGIC_AT) == MAGIC) {
      requireFormat(path, start.getInt(FORMAT_AT), start.getInt(SLOT_SIZE_AT));
    }
  }

  /** The first bytes of a file that another process may use; fewer when it has no more. */
  static ByteBuffer start(Path path, int size) {
    ByteBuffer start = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    try (FileChannel channel = FileChannel.open(path)) {
      while (start.hasRemaining() && channel.read(start) > 0) {
        // until it is full, or the file's end
      }
    } catch (NoSuchFileException e) {
      return start;
    } catch (IOException e) {
      throw new ClientException("can't read " + path + ": " + e.getMessage(), e);
    }
    return start;
  }

  private static void requireFormat(Path path, int format, int slotSize) {
    if (format != FORMAT || slotSize != SlotLayout.SIZE) {
      throw new ClientException(
          path
              + " has format "
              + format
              + " with slots of "
              + slotSize
              + " bytes; this version of the client knows format "
              + FORMAT
              + " with "
              + SlotLayout.SIZE
              + " only: serve the mount with the version that wrote it, or unmount first");
    }
  }

  /** One call for all chunks: a take-over costs the same with few and with many. */
  private void mapChunks() {
    long count = chunkCount();
    long[] mapped = new long[(int) count];
    long first = count == 0 ? 0 : Memory.mapShared(fd.number(), HEADER, count * CHUNK);
    for (int i = 0; i < count; i++) {
      mapped[i] = first + (long) i * CHUNK;
    }
    chunks = mapped;
  }

  /** Counts from 1 on, and never says 0: a file handle of 0 has a meaning of its own. */
  private long nextEpoch() {
    long next = (Memory.getLong(header + EPOCH_AT) + 1) & 0x7fff_ffffL;
    return next == 0 ? 1 : next;
  }

  /**
   * Adds a chunk.
   *
   * @throws LinuxException ENOSPC when there is no space for it, ENOMEM when it can't be mapped
   */
  void grow() {
    int count = chunks.length;
    long offset = HEADER + (long) count * CHUNK;
    allocate(path, fd, offset, CHUNK);
    long address = Memory.mapShared(fd.number(), offset, CHUNK);
    long[] more = java.util.Arrays.copyOf(chunks, count + 1);
    more[count] = address;
    chunks = more;
    Memory.putLongRelease(header + CHUNKS_AT, count + 1L);
  }

  /** Where a slot is; it must be below {@link #capacity}. */
  long address(int slot) {
    return chunks[slot / SLOTS_PER_CHUNK] + (long) (slot % SLOTS_PER_CHUNK) * SlotLayout.SIZE;
  }

  /**
   * The first slot from this one on that was ever stored to, as far as the file system knows: what
   * was not is a hole, and reading a hole in memory would fill it.
   */
  long stored(long slot) {
    long offset = HEADER + slot * SlotLayout.SIZE;
    long data = Libc.current().call(Syscall.LSEEK, fd.number(), offset, SEEK_DATA);
    if (data == -Errno.ENXIO.code()) {
      return capacity();
    }
    return data < 0 ? slot : Math.max(slot, (data - HEADER) / SlotLayout.SIZE);
  }

  /** How many slots there is space for. */
  long capacity() {
    return (long) chunks.length * SLOTS_PER_CHUNK;
  }

  /** No slot from this on was ever used. */
  long highWater() {
    return Memory.getLong(header + HIGH_WATER_AT);
  }

  void highWater(long slots) {
    Memory.putLongRelease(header + HIGH_WATER_AT, slots);
  }

  /** How often the table was opened, 31 bits. */
  int epoch() {
    return (int) Memory.getLong(header + EPOCH_AT);
  }

  /** What {@link #epoch} was for the process that had the table last; 0 when there was none. */
  int previousEpoch() {
    return previousEpoch;
  }

  /** A file beside this one, with the same name and this ending. */
  Path beside(String ending) {
    return path.resolveSibling(path.getFileName() + ending);
  }

  /** A random number, made with the file. */
  long instance() {
    return Memory.getLong(header + INSTANCE_AT);
  }

  private long chunkCount() {
    return Memory.getLong(header + CHUNKS_AT);
  }

  /**
   * Another process may have the file. The memory stays mapped until this process ends: a call of
   * the storage that ends late may still write to it.
   */
  @Override
  public void close() {
    if (fd.isOpen()) {
      unlock(fd);
    }
  }

  /** A mapping keeps the open file, and so the lock, which therefore is to be given up by name. */
  private static void unlock(Fd fd) {
    VolumeLock.release(fd.number());
    fd.close();
  }
}
