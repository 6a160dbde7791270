// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.xdr;

import java.nio.ByteBuffer;

/**
 * Reads XDR (RFC 4506) from a part of a big-endian buffer. Every read is checked against the end of
 * the part and, for what has a length, against the limit its protocol sets, before anything is
 * allocated. The buffer's own position and limit are neither used nor changed.
 */
public final class XdrDecoder {
  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int position;
  private int end;

  /** Goes on with bytes {@code from} to {@code to} of {@code source}. */
  public XdrDecoder wrap(ByteBuffer source, int from, int to) {
    buffer = source;
    position = from;
    end = to;
    return this;
  }

  public int remaining() {
    return end - position;
  }

  public int readInt() {
    int value = buffer.getInt(take(4));
    return value;
  }

  public long readUnsignedInt() {
    return Integer.toUnsignedLong(readInt());
  }

  public long readLong() {
    return buffer.getLong(take(8));
  }

  /** An unsigned hyper that means an amount: what a long can't hold becomes its largest value. */
  public long readAmount() {
    long value = readLong();
    return value < 0 ? Long.MAX_VALUE : value;
  }

  public boolean readBoolean() {
    int value = readInt();
    if ((value & ~1) != 0) {
      throw new XdrException("bool is " + value + ", neither 0 nor 1");
    }
    return value == 1;
  }

  /** Variable-length opaque or string of at most {@code most} bytes. */
  public byte[] readOpaque(int most) {
    int length = readLength(most);
    int start = take(length + XdrEncoder.padding(length));
    byte[] bytes = new byte[length];
    buffer.get(start, bytes);
    return bytes;
  }

  /** Skips a variable-length opaque of at most {@code most} bytes. */
  public void skipOpaque(int most) {
    int length = readLength(most);
    take(length + XdrEncoder.padding(length));
  }

  /** The length of what follows: 0..{@code most}. */
  public int readLength(int most) {
    int length = readInt();
    if (length < 0 || length > most) {
      throw new XdrException("length is " + Integer.toUnsignedLong(length) + ", more than " + most);
    }
    return length;
  }

  public void skip(int bytes) {
    take(bytes);
  }

  private int take(int bytes) {
    if (bytes > end - position) {
      throw new XdrException(
          "data ends after " + (end - position) + " of the next " + bytes + " bytes");
    }
    int start = position;
    position += bytes;
    return start;
  }
}
