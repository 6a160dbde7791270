// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.Caller;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;

/**
 * Fills a buffer by READs (RFC 1813 3.3.6), one after the other: as many as the transfer size and
 * servers that return less than asked make necessary. The data goes from the socket to where it
 * belongs.
 */
final class ReadTransfer extends NfsCall {
  private final int readSize;
  private Handle file;
  private long offset;
  private ByteBuffer destination;
  private IoCompletion completion;
  private int start;
  private int wanted;
  private int received;
  private int count;
  private boolean end;

  ReadTransfer(
      RpcClient client,
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer destination,
      int readSize,
      IoCompletion completion) {
    super(client, Nfs3.READ, caller);
    this.file = file;
    this.offset = offset;
    this.destination = destination;
    this.readSize = readSize;
    this.completion = completion;
    this.start = destination.position();
    this.wanted = destination.remaining();
  }

  /** Makes the next read with an ended one: so it costs no object. */
  void begin(Caller caller, Handle from, long at, ByteBuffer into, IoCompletion whoWaits) {
    begin(caller);
    file = from;
    offset = at;
    destination = into;
    completion = whoWaits;
    start = into.position();
    wanted = into.remaining();
    received = 0;
    submit();
  }

  private int chunk() {
    return Math.min(readSize, wanted - received);
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    FileXdr.putHandle(out, file);
    out.putLong(offset + received);
    out.putInt(chunk());
  }

  @Override
  protected int expectedResults() {
    return chunk();
  }

  @Override
  void decode(ReplyRecord reply) throws IOException {
    if (reply.next(4).readBoolean()) {
      reply.next(FileXdr.ATTRIBUTES);
    }
    XdrDecoder in = reply.next(12);
    count = in.readLength(chunk());
    end = in.readBoolean();
    int length = in.readInt();
    if (length != count) {
      throw new XdrException(
          "READ has " + length + " bytes of data, not the " + count + " it says");
    }
    destination.limit(start + wanted).position(start + received);
    reply.transfer(destination, count);
  }

  @Override
  void done() {
    received += count;
    if (end || received == wanted) {
      completion.succeeded(received, 0);
    } else if (count == 0) {
      completion.failed(Errno.EIO); // neither data nor an end: asking again would go on for ever
    } else {
      submit();
    }
  }

  @Override
  protected void failed(Errno errno) {
    completion.failed(errno);
  }
}
