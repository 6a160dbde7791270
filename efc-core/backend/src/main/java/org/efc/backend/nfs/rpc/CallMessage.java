// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import org.efc.backend.nfs.xdr.XdrEncoder;

/** Call messages: header (RFC 5531 section 9), credential, arguments. */
final class CallMessage {
  private CallMessage() {}

  /**
   * Encodes all of a call but its payload.
   *
   * @throws org.efc.backend.nfs.xdr.XdrException when the arguments do not fit
   */
  static void encode(RpcCall call, int xid, XdrEncoder out, AuthSys credentials) {
    Procedure procedure = call.procedure();
    out.putInt(xid);
    out.putInt(Rpc.CALL);
    out.putInt(Rpc.VERSION);
    out.putInt(procedure.program());
    out.putInt(procedure.version());
    out.putInt(procedure.number());
    out.putFixed(credentials.encoded(call.caller()));
    call.encodeArguments(out);
  }
}
