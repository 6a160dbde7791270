// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.nio.ByteBuffer;
import org.efc.backend.nfs.xdr.XdrEncoder;

/** Call messages: record mark, header (RFC 5531 section 9), credential, arguments. */
final class CallMessage {
  private CallMessage() {}

  /**
   * Encodes the call of {@code slot} into its header buffer.
   *
   * @throws org.efc.backend.nfs.xdr.XdrException when the arguments do not fit
   */
  static void encode(Slot slot, RpcCall call, byte[] credential) {
    ByteBuffer payload = call.payload();
    slot.payload = payload;
    slot.payloadStart = payload.position();
    slot.payloadEnd = payload.limit();
    int length = slot.payloadLength();
    slot.header.clear();
    XdrEncoder out = new XdrEncoder(slot.header);
    out.putInt(0); // record mark, set below
    out.putInt(slot.xid());
    out.putInt(Rpc.CALL);
    out.putInt(Rpc.VERSION);
    out.putInt(call.procedure().program());
    out.putInt(call.procedure().version());
    out.putInt(call.procedure().number());
    out.putFixed(credential);
    call.encodeArguments(out);
    int record = out.position() - 4 + length + XdrEncoder.padding(length);
    slot.header.putInt(0, Rpc.LAST_FRAGMENT | record);
    slot.header.flip();
  }
}
