// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.efc.backend.AttributeChange;
import org.efc.backend.AttributeChange.TimeChange;
import org.efc.backend.Handle;
import org.efc.backend.Timestamp;
import org.efc.common.Name;

/** Reads XDR by hand; what is too short is a {@link java.nio.BufferUnderflowException}. */
final class Arguments {
  private final ByteBuffer in;

  Arguments(byte[] bytes, int from) {
    in = ByteBuffer.wrap(bytes).position(from);
  }

  int position() {
    return in.position();
  }

  int u32() {
    return in.getInt();
  }

  long u64() {
    return in.getLong();
  }

  boolean flag() {
    return in.getInt() != 0;
  }

  byte[] opaque() {
    byte[] bytes = new byte[Math.min(in.getInt(), in.remaining())];
    in.get(bytes);
    in.position(Math.min(in.limit(), in.position() + (-bytes.length & 3)));
    return bytes;
  }

  Handle handle() {
    return Handle.of(opaque());
  }

  Name name() {
    return Name.of(opaque());
  }

  /** sattr3. */
  AttributeChange change() {
    return new AttributeChange(
        optionalInt(), // mode
        optionalInt(), // uid
        optionalInt(), // gid
        flag() ? OptionalLong.of(u64()) : OptionalLong.empty(),
        time(),
        time(),
        Optional.empty());
  }

  private OptionalInt optionalInt() {
    return flag() ? OptionalInt.of(u32()) : OptionalInt.empty();
  }

  private TimeChange time() {
    return switch (u32()) {
      case 1 -> TimeChange.SERVER_NOW;
      case 2 -> new TimeChange.To(timestamp());
      default -> TimeChange.KEEP;
    };
  }

  Timestamp timestamp() {
    return new Timestamp(Integer.toUnsignedLong(u32()), u32());
  }
}
