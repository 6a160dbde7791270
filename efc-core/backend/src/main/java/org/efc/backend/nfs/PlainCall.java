// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcCall;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/** A call of another program than NFS: its results have no nfsstat3 in front. */
final class PlainCall<T> extends RpcCall {
  private final SimpleCall.Arguments arguments;
  private final ByteBuffer payload;
  private final SimpleCall.Results<T> results;
  private final Completion<T> completion;
  private @Nullable T value;

  PlainCall(
      Procedure procedure,
      SimpleCall.Arguments arguments,
      ByteBuffer payload,
      SimpleCall.Results<T> results,
      Completion<T> completion) {
    super(procedure, Caller.ROOT);
    this.arguments = arguments;
    this.payload = payload;
    this.results = results;
    this.completion = completion;
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    arguments.encode(out);
  }

  @Override
  protected ByteBuffer payload() {
    return payload.rewind();
  }

  @Override
  protected void decodeResults(ReplyRecord reply) throws IOException {
    value = results.decode(reply.whole());
  }

  @Override
  protected void succeeded() {
    completion.succeeded(Objects.requireNonNull(value));
  }

  @Override
  protected void failed(Errno errno) {
    completion.failed(errno);
  }
}
