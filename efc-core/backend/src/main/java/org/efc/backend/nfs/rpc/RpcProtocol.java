// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.efc.net.Call;
import org.efc.net.Protocol;
import org.efc.net.RecordReader;
import org.jspecify.annotations.Nullable;

/** ONC RPC version 2 (RFC 5531) with AUTH_SYS: an id of the lanes is an XID. */
final class RpcProtocol implements Protocol {
  /**
   * RecordReader mark, call header, credential and the longest arguments without payload, in bytes.
   */
  static final int CALL_BYTES = 1024;

  /** Longest results that can be decoded as a whole, in bytes. */
  static final int RESULTS_BYTES = 128 * 1024;

  /** A reply may have the largest READ, 1 MiB, and what goes with it; more is no answer to us. */
  static final long REPLY_BYTES = (1 << 20) + RESULTS_BYTES;

  /** Mark, reply header and READ3resok up to the data. */
  private static final int READ_HEAD = 4 + 24 + 4 + 88 + 12;

  private static final Sizes SIZES = new Sizes(CALL_BYTES, RESULTS_BYTES, REPLY_BYTES, READ_HEAD);

  private final AuthSys credentials;

  RpcProtocol(AuthSys credentials) {
    this.credentials = credentials;
  }

  @Override
  public Sizes sizes() {
    return SIZES;
  }

  @Override
  public int padding(int bytes) {
    return XdrEncoder.padding(bytes);
  }

  @Override
  public Dialog dialog(RecordReader replies) {
    return new RpcDialog(credentials, replies);
  }

  /** The calls and replies of one connection. */
  private static final class RpcDialog implements Dialog {
    private final AuthSys credentials;
    private final XdrEncoder encoder = new XdrEncoder();
    private final ReplyRecord reply;
    private int xid;

    RpcDialog(AuthSys credentials, RecordReader replies) {
      this.credentials = credentials;
      this.reply = new ReplyRecord(replies);
    }

    @Override
    public void encode(Call call, int id, ByteBuffer header, int payloadBytes) {
      CallMessage.encode((RpcCall) call, id, encoder.wrap(header), credentials);
    }

    @Override
    public boolean readHead() throws IOException {
      XdrDecoder head = reply.next(8);
      xid = head.readInt();
      return head.readInt() == Rpc.REPLY;
    }

    @Override
    public int id() {
      return xid;
    }

    @Override
    public @Nullable Errno readResults(Call call) throws IOException {
      RpcCall rpc = (RpcCall) call;
      Errno rejected = ReplyHeader.read(reply, rpc.procedure());
      if (rejected == null) {
        rpc.decodeResults(reply);
      }
      return rejected;
    }
  }
}
