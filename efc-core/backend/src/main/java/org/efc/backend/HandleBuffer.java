// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

import java.util.Arrays;
import org.efc.common.linux.Memory;
import org.jspecify.annotations.Nullable;

/**
 * A place for one handle, used again and again: a call that is made for every request of the kernel
 * gets its handle without an object. Belongs to one thread at a time.
 */
public final class HandleBuffer {
  private final byte[] bytes = new byte[Handle.MAX_LENGTH];
  private int length;

  /** The handle as an object, when one was put or asked for. */
  private @Nullable Handle object;

  /** Holds this handle from now on. */
  public void set(Handle handle) {
    handle.copyTo(bytes, 0);
    length = handle.length();
    object = handle;
  }

  /** Holds what {@code other} holds from now on. */
  public void set(HandleBuffer other) {
    System.arraycopy(other.bytes, 0, bytes, 0, other.length);
    length = other.length;
    object = other.object;
  }

  /**
   * Holds a copy of native memory from now on.
   *
   * @throws BackendException when {@code size} is not within 0..{@link Handle#MAX_LENGTH}
   */
  public void set(long address, int size) {
    if (size < 0 || size > Handle.MAX_LENGTH) {
      throw new BackendException("handle has " + size + " bytes, more than " + Handle.MAX_LENGTH);
    }
    if (size == length && holds(address)) {
      return; // the object stays good
    }
    Memory.copy(address, bytes, 0, size);
    length = size;
    object = null;
  }

  private boolean holds(long address) {
    for (int i = 0; i < length; i++) {
      if (Memory.getByte(address + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  public int length() {
    return length;
  }

  /** The bytes; what lies behind {@link #length} means nothing. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether this is that handle. */
  public boolean holds(Handle handle) {
    if (handle.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (handle.byteAt(i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** The handle as an object of its own; the same one until another handle is put. */
  public Handle toHandle() {
    Handle known = object;
    if (known == null) {
      known = Handle.adopt(Arrays.copyOf(bytes, length));
      object = known;
    }
    return known;
  }
}
