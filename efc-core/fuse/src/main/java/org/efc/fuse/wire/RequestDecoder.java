// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

import org.efc.common.linux.Memory;
import org.efc.fuse.abi.RequestLayout.BatchForgetIn;
import org.efc.fuse.abi.RequestLayout.ForgetOne;
import org.efc.fuse.abi.RequestLayout.InHeader;
import org.efc.fuse.abi.RequestLayout.ReadIn;
import org.efc.fuse.abi.RequestLayout.SetxattrIn;
import org.efc.fuse.abi.RequestLayout.WriteIn;
import org.efc.fuse.op.Opcode;

/**
 * Checks a message once, so that the views of {@code org.efc.fuse.op} need not. Never throws,
 * whatever the bytes are, and never looks past them.
 */
public final class RequestDecoder {
  private RequestDecoder() {}

  /**
   * @param header where the message was read to
   * @param length how many bytes were read
   * @param payloadSize how many bytes a reply's data may have: a READ must not ask for more
   */
  public static Verdict check(long header, int length, int payloadSize) {
    if (length < InHeader.SIZE || Memory.getInt(header + InHeader.LEN) != length) {
      return Verdict.UNREADABLE;
    }
    int number = Memory.getInt(header + InHeader.OPCODE);
    if (!Opcode.isKnown(number)) {
      return Verdict.UNKNOWN_OPCODE;
    }
    Opcode opcode = Opcode.of(number);
    if (opcode.answer() == Opcode.Answer.DELIBERATE_ENOSYS) {
      return Verdict.WELL_FORMED;
    }
    int extensions = Short.toUnsignedInt(Memory.getShort(header + InHeader.TOTAL_EXTLEN)) * 8;
    long body = header + InHeader.SIZE;
    long end = header + length - extensions;
    if (body + opcode.structSize() > end) {
      return Verdict.MALFORMED;
    }
    long rest = skipStrings(body + opcode.structSize(), end, opcode.strings());
    if (rest < 0) {
      return Verdict.MALFORMED;
    }
    return sizesFit(opcode, body, end - rest, payloadSize)
        ? Verdict.WELL_FORMED
        : Verdict.MALFORMED;
  }

  /** The opcode of a message that is no {@link Verdict#UNKNOWN_OPCODE}. */
  public static Opcode opcode(long header) {
    return Opcode.of(Memory.getInt(header + InHeader.OPCODE));
  }

  /** The address behind {@code count} NUL-terminated strings, or -1 when one does not end. */
  private static long skipStrings(long from, long end, int count) {
    long at = from;
    for (int i = 0; i < count; i++) {
      while (at < end && Memory.getByte(at) != 0) {
        at++;
      }
      if (at >= end) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private static boolean sizesFit(Opcode opcode, long body, long rest, int payloadSize) {
    return switch (opcode) {
      case WRITE -> Integer.toUnsignedLong(Memory.getInt(body + WriteIn.WRITE_SIZE)) <= rest;
      case SETXATTR -> Integer.toUnsignedLong(Memory.getInt(body + SetxattrIn.VALUE_SIZE)) <= rest;
      case BATCH_FORGET ->
          Integer.toUnsignedLong(Memory.getInt(body + BatchForgetIn.COUNT)) * ForgetOne.SIZE
              <= rest;
      // A shorter answer would be taken for the end of the file.
      case READ -> Integer.toUnsignedLong(Memory.getInt(body + ReadIn.READ_SIZE)) <= payloadSize;
      default -> true;
    };
  }
}
