// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.AttributesCall;
import org.efc.backend.AttributesEnd;
import org.efc.backend.Caller;
import org.efc.backend.HandleBuffer;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;

/** GETATTR (RFC 1813 3.3.1), used again and again. */
final class AttributesLook extends NfsCall implements AttributesCall {
  private final AttributesEnd ended;
  private final HandleBuffer object = new HandleBuffer();
  private final AttributesBuffer found = new AttributesBuffer();

  AttributesLook(RpcClient client, AttributesEnd ended) {
    super(client, Nfs3.GETATTR, Caller.ROOT);
    this.ended = ended;
  }

  @Override
  public void send(Caller caller, HandleBuffer ofObject) {
    object.set(ofObject);
    begin(caller);
    submit();
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    FileXdr.putHandle(out, object);
  }

  @Override
  void decode(ReplyRecord reply) throws IOException {
    found.known = true;
    FileXdr.readAttributes(reply.whole(), found);
  }

  @Override
  void done() {
    ended.done(found);
  }

  @Override
  protected void failed(Errno errno) {
    ended.failed(errno);
  }
}
