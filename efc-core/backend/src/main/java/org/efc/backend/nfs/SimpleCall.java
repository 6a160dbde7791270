// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.nfs.rpc.Procedure;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/** A call whose arguments and results are small: encoded and decoded as a whole. */
final class SimpleCall<T> extends NfsCall {

  /** Writes the arguments. */
  interface Arguments {
    void encode(XdrEncoder out);
  }

  /** Reads the results that follow NFS3_OK. */
  interface Results<T> {
    T decode(XdrDecoder in);
  }

  private final Arguments arguments;
  private final ByteBuffer payload;
  private final Results<T> results;
  private final Change change;
  private final Completion<T> completion;
  private @Nullable T value;

  SimpleCall(
      RpcClient client,
      Procedure procedure,
      Caller caller,
      Arguments arguments,
      ByteBuffer payload,
      Results<T> results,
      Change change,
      Completion<T> completion) {
    super(client, procedure, caller);
    this.arguments = arguments;
    this.payload = payload;
    this.results = results;
    this.change = change;
    this.completion = completion;
  }

  /** Makes a call without payload. */
  static <T> void submit(
      RpcClient client,
      Procedure procedure,
      Caller caller,
      Arguments arguments,
      Results<T> results,
      Change change,
      Completion<T> completion) {
    new SimpleCall<>(client, procedure, caller, arguments, NO_PAYLOAD, results, change, completion)
        .submit();
  }

  @Override
  protected long transaction() {
    return change.number();
  }

  @Override
  protected void doubtful() {
    change.mayHaveExecuted();
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
  void decode(ReplyRecord reply) throws IOException {
    value = results.decode(reply.whole());
  }

  @Override
  void done() {
    completion.succeeded(Objects.requireNonNull(value));
  }

  @Override
  protected void failed(Errno errno) {
    completion.failed(errno);
  }
}
