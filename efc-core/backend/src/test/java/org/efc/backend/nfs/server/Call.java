// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.server;

import java.util.ArrayList;
import java.util.List;
import org.efc.backend.Caller;

/**
 * One call as it arrived.
 *
 * @param sourcePort the client's: with the XID it is what a duplicate request cache knows it by
 */
public record Call(
    int xid,
    int program,
    int version,
    int procedure,
    Caller caller,
    int sourcePort,
    byte[] record,
    int argumentsAt) {
  static final int NFS = 100003;
  static final int MOUNT = 100005;
  private static final int AUTH_SYS = 1;

  /** Takes the header apart (RFC 5531 section 9). */
  static Call parse(byte[] record, int sourcePort) {
    Arguments in = new Arguments(record, 0);
    int xid = in.u32();
    in.u32(); // CALL
    in.u32(); // RPC version
    int program = in.u32();
    int version = in.u32();
    int procedure = in.u32();
    int flavor = in.u32();
    byte[] credential = in.opaque();
    in.u32();
    in.opaque(); // verifier
    Caller caller = flavor == AUTH_SYS ? caller(credential) : new Caller(65534, 65534, List.of());
    return new Call(xid, program, version, procedure, caller, sourcePort, record, in.position());
  }

  private static Caller caller(byte[] credential) {
    Arguments in = new Arguments(credential, 0);
    in.u32(); // stamp
    in.opaque(); // machine
    int uid = in.u32();
    int gid = in.u32();
    List<Integer> groups = new ArrayList<>();
    for (int left = in.u32(); left > 0; left--) {
      groups.add(in.u32());
    }
    return new Caller(uid, gid, groups);
  }

  public boolean is(Nfs3Call nfs) {
    return program == NFS && procedure == nfs.ordinal();
  }

  Arguments arguments() {
    return new Arguments(record, argumentsAt);
  }

  /** The cookie that a READDIR or READDIRPLUS goes on after. */
  public long cookie() {
    Arguments in = arguments();
    in.opaque();
    return in.u64();
  }
}
