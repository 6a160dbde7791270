// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The storage's own name of an object: opaque bytes, equal for all names of one file, valid across
 * restarts of this process and of the server. Immutable.
 */
public final class Handle {
  /** An NFSv3 handle has up to 64 bytes (RFC 1813 2.4), a local one up to 128 + type. */
  public static final int MAX_LENGTH = 136;

  private final byte[] bytes;
  private final int hash;

  private Handle(byte[] bytes) {
    if (bytes.length > MAX_LENGTH) {
      throw new BackendException("handle has " + bytes.length + " bytes, more than " + MAX_LENGTH);
    }
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** A handle of these bytes (copied). */
  public static Handle of(byte[] bytes) {
    return new Handle(bytes.clone());
  }

  /** Takes over {@code bytes}; the caller must not change them any more. */
  public static Handle adopt(byte[] bytes) {
    return new Handle(bytes);
  }

  public int length() {
    return bytes.length;
  }

  public byte byteAt(int index) {
    return bytes[index];
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Copies all bytes to {@code destination} from {@code offset} on. */
  public void copyTo(byte[] destination, int offset) {
    System.arraycopy(bytes, 0, destination, offset, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Handle handle
        && hash == handle.hash
        && Arrays.equals(bytes, handle.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
