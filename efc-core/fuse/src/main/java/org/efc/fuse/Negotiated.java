// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.nio.ByteBuffer;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.abi.Protocol;
import org.efc.fuse.abi.ReplyLayout.InitOut;

/**
 * What kernel and file system agreed on at INIT, for the life of the mount. A process that takes
 * over a mount serves what its predecessor agreed to, so it is kept as {@link #toBytes bytes}.
 *
 * @param kernelMinor the kernel's minor version; the protocol spoken is the smaller of it and ours
 * @param flags the flags in force, bits of {@link InitFlags}
 * @param maxReadahead bytes the kernel reads ahead at most
 * @param maxWrite bytes of one WRITE or READ at most
 * @param maxBackground asynchronous requests under way at most
 * @param congestionThreshold of them, before the kernel calls itself congested
 * @param timeGran unit of times in nanoseconds
 */
public record Negotiated(
    int kernelMinor,
    long flags,
    int maxReadahead,
    int maxWrite,
    int maxBackground,
    int congestionThreshold,
    int timeGran) {
  /** "EFCI" and the version of this form. */
  private static final int MAGIC = 0x45464349;

  private static final int VERSION = 1;
  private static final int BYTES = 40;

  /** The minor version both speak. */
  public int minor() {
    return Math.min(kernelMinor, Protocol.MINOR);
  }

  /** Whether all of these bits of {@link InitFlags} are in force. */
  public boolean has(long bits) {
    return (flags & bits) == bits;
  }

  /** Pages of one request at most, of 4096 bytes. */
  public int maxPages() {
    return (maxWrite + Memory.pageSize() - 1) / Memory.pageSize();
  }

  /** For a file, big endian; {@link #parse} reads it back. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES)
        .putInt(MAGIC)
        .putInt(VERSION)
        .putInt(kernelMinor)
        .putLong(flags)
        .putInt(maxReadahead)
        .putInt(maxWrite)
        .putInt(maxBackground)
        .putInt(congestionThreshold)
        .putInt(timeGran)
        .array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws FuseException when these are not such bytes, or of a version not known here
   */
  public static Negotiated parse(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < 8 || buffer.getInt() != MAGIC) {
      throw new FuseException("not a record of INIT parameters: " + bytes.length + " bytes");
    }
    int version = buffer.getInt();
    if (version != VERSION || bytes.length != BYTES) {
      throw new FuseException(
          "INIT parameters have version "
              + version
              + " and "
              + bytes.length
              + " bytes; known is version "
              + VERSION
              + " with "
              + BYTES);
    }
    return new Negotiated(
        buffer.getInt(),
        buffer.getLong(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt(),
        buffer.getInt());
  }

  /** Writes a fuse_init_out; returns its size. */
  int encode(long at) {
    Memory.zero(at, InitOut.SIZE);
    Memory.putInt(at + InitOut.MAJOR, Protocol.MAJOR);
    Memory.putInt(at + InitOut.MINOR, Protocol.MINOR);
    Memory.putInt(at + InitOut.MAX_READAHEAD, maxReadahead);
    Memory.putInt(at + InitOut.FLAGS, (int) flags);
    Memory.putShort(at + InitOut.MAX_BACKGROUND, (short) maxBackground);
    Memory.putShort(at + InitOut.CONGESTION_THRESHOLD, (short) congestionThreshold);
    Memory.putInt(at + InitOut.MAX_WRITE, maxWrite);
    Memory.putInt(at + InitOut.TIME_GRAN, timeGran);
    Memory.putShort(at + InitOut.MAX_PAGES, (short) maxPages());
    Memory.putInt(at + InitOut.FLAGS2, (int) (flags >>> 32));
    return InitOut.SIZE;
  }
}
