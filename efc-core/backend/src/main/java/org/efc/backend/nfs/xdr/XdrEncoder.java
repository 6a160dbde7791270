// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.xdr;

import java.nio.ByteBuffer;

/**
 * Writes XDR (RFC 4506) at the position of a big-endian buffer. What does not fit is an {@link
 * XdrException}, and the buffer is then of no use.
 */
public final class XdrEncoder {
  private static final int LONGEST_COPY = 256;

  private ByteBuffer buffer;
  private final byte[] scratch = new byte[LONGEST_COPY];

  /** Writes nowhere until {@link #wrap}. */
  public XdrEncoder() {
    this(ByteBuffer.allocate(0));
  }

  public XdrEncoder(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** Goes on at the position of another buffer. */
  public XdrEncoder wrap(ByteBuffer destination) {
    buffer = destination;
    return this;
  }

  /** Bytes written since the start of the buffer. */
  public int position() {
    return buffer.position();
  }

  public void putInt(int value) {
    room(4);
    buffer.putInt(value);
  }

  /** A hyper, signed or not. */
  public void putLong(long value) {
    room(8);
    buffer.putLong(value);
  }

  public void putBoolean(boolean value) {
    putInt(value ? 1 : 0);
  }

  /** Variable-length opaque or string: length, bytes, zeros up to a multiple of four. */
  public void putOpaque(byte[] bytes) {
    putOpaque(bytes, bytes.length);
  }

  /** The same with the first {@code length} of the bytes. */
  public void putOpaque(byte[] bytes, int length) {
    putInt(length);
    putFixed(bytes, length);
  }

  /** Where up to 256 bytes can be put before {@link #putScratch}. */
  public byte[] scratch() {
    return scratch;
  }

  /** Variable-length opaque of the first {@code length} bytes of {@link #scratch}. */
  public void putScratch(int length) {
    putInt(length);
    room(length + padding(length));
    buffer.put(scratch, 0, length);
    pad(length);
  }

  /** Fixed-length opaque; also what was encoded before. */
  public void putFixed(byte[] bytes) {
    putFixed(bytes, bytes.length);
  }

  private void putFixed(byte[] bytes, int length) {
    room(length + padding(length));
    buffer.put(bytes, 0, length);
    pad(length);
  }

  private void pad(int length) {
    for (int i = padding(length); i > 0; i--) {
      buffer.put((byte) 0);
    }
  }

  /** Zero bytes that follow an opaque of {@code length} bytes. */
  public static int padding(int length) {
    return -length & 3;
  }

  private void room(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new XdrException(
          "arguments have more than " + buffer.capacity() + " bytes: " + bytes + " do not fit");
    }
  }
}
