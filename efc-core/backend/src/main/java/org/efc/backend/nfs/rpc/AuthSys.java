// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of flavor AUTH_SYS (RFC 5531 appendix A). A process makes calls for few callers, so
 * the encoded form is kept.
 */
final class AuthSys {
  /** What a credential has room for; further groups are left out: see {@link GroupWindows}. */
  static final int MAX_GROUPS = 16;

  private static final int MAX_MACHINE_NAME = 64;
  private static final int CACHED = 64;

  private record Encoded(Caller caller, byte[] bytes) {}

  private final byte[] machine;
  // A race costs one more encoding: the elements are immutable.
  private final @Nullable Encoded[] cache = new @Nullable Encoded[CACHED];

  AuthSys(String machine) {
    byte[] name = machine.getBytes(StandardCharsets.UTF_8);
    this.machine = name.length <= MAX_MACHINE_NAME ? name : new byte[0];
  }

  /** Says who this machine is by its host name, without asking DNS. */
  static AuthSys ofThisMachine() {
    try {
      return new AuthSys(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    } catch (IOException e) {
      return new AuthSys("efc");
    }
  }

  /** Flavor, length and body of the credential, then an AUTH_NONE verifier. */
  @SuppressWarnings("ReferenceEquality") // only the short way; equals comes after it
  byte[] encoded(Caller caller) {
    int index = (caller.uid() * 31 + caller.gid()) & (CACHED - 1);
    Encoded known = cache[index];
    // Mostly the same object: to compare the groups of two would make an iterator.
    if (known != null && (known.caller == caller || known.caller.equals(caller))) {
      return known.bytes;
    }
    byte[] bytes = encode(caller);
    cache[index] = new Encoded(caller, bytes);
    return bytes;
  }

  private byte[] encode(Caller caller) {
    ByteBuffer buffer = ByteBuffer.allocate(Rpc.MAX_AUTH);
    XdrEncoder out = new XdrEncoder(buffer);
    out.putInt(Rpc.AUTH_SYS);
    out.putInt(0); // length of the body, set below
    out.putInt(0); // stamp
    out.putOpaque(machine);
    out.putInt(caller.uid());
    out.putInt(caller.gid());
    int groups = Math.min(caller.groups().size(), MAX_GROUPS);
    out.putInt(groups);
    for (int i = 0; i < groups; i++) {
      out.putInt(caller.groups().get(i));
    }
    buffer.putInt(4, out.position() - 8);
    out.putInt(Rpc.AUTH_NONE);
    out.putInt(0);
    byte[] bytes = new byte[out.position()];
    buffer.get(0, bytes);
    return bytes;
  }
}
