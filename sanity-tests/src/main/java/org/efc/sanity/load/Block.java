// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.load;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The unit in which the load writes and verifies: 4 KiB that say which block they are, filled from
 * that number, closed by a CRC-32C. A lost, doubled, torn or misplaced block can't pass for
 * another.
 */
public final class Block {
  public static final int BYTES = 4096;

  private static final long MAGIC = 0x4546432d424c4f43L; // "EFC-BLOC"
  private static final int CRC_AT = BYTES - Long.BYTES;

  private Block() {}

  /** Fills a buffer of {@link #BYTES} with block {@code number} and rewinds it. */
  public static void fill(ByteBuffer block, long number) {
    block.clear();
    block.putLong(MAGIC).putLong(number);
    SplittableRandom random = new SplittableRandom(number);
    while (block.position() < CRC_AT) {
      block.putLong(random.nextLong());
    }
    block.putLong(CRC_AT, checksum(block));
    block.clear();
  }

  /** What is wrong with a buffer that should hold block {@code number}; empty when nothing is. */
  public static String fault(ByteBuffer block, long number) {
    if (block.limit() != BYTES) {
      return "block " + number + " has " + block.limit() + " bytes";
    }
    if (block.getLong(0) != MAGIC) {
      return "no block where block " + number + " should be";
    }
    if (block.getLong(Long.BYTES) != number) {
      return "block " + block.getLong(Long.BYTES) + " where block " + number + " should be";
    }
    return block.getLong(CRC_AT) == checksum(block) ? "" : "checksum of block " + number;
  }

  private static long checksum(ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(block.slice(0, CRC_AT));
    return crc.getValue();
  }
}
