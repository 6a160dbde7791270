// SPDX-License-Identifier: Apache-2.0
package org.efc.common;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One component of a path as the kernel and the server know it: bytes, of no particular character
 * set. Immutable. A valid name has 1..255 bytes, no NUL and no {@code '/'}, and is neither {@code
 * "."} nor {@code ".."} (path_resolution(7)).
 */
public final class Name {
  /** NAME_MAX of {@code linux/limits.h}, in bytes. */
  public static final int MAX_LENGTH = 255;

  private final byte[] bytes;
  private final int hash;

  private Name(byte[] bytes) {
    this.bytes = bytes;
    this.hash = Arrays.hashCode(bytes);
  }

  /** The name with these bytes (copied). Not validated: see {@link #isValid}. */
  public static Name of(byte[] bytes) {
    return new Name(bytes.clone());
  }

  /** The UTF-8 bytes of {@code text}. Not validated: see {@link #isValid}. */
  public static Name of(String text) {
    return new Name(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes over {@code bytes}; the caller must not change them any more. */
  public static Name adopt(byte[] bytes) {
    return new Name(bytes);
  }

  /** Whether this can be the name of a directory entry other than {@code "."} and {@code ".."}. */
  public boolean isValid() {
    if (bytes.length == 0 || bytes.length > MAX_LENGTH || isDot() || isDotDot()) {
      return false;
    }
    for (byte b : bytes) {
      if (b == 0 || b == '/') {
        return false;
      }
    }
    return true;
  }

  public boolean isDot() {
    return bytes.length == 1 && bytes[0] == '.';
  }

  public boolean isDotDot() {
    return bytes.length == 2 && bytes[0] == '.' && bytes[1] == '.';
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

  @Override
  public boolean equals(Object other) {
    return other instanceof Name name && hash == name.hash && Arrays.equals(bytes, name.bytes);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** For messages only: bytes that are not UTF-8 show as replacement characters. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
