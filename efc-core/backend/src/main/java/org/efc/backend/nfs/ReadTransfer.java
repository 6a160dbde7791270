// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import org.efc.backend.AttributesBuffer;
import org.efc.backend.Caller;
import org.efc.backend.HandleBuffer;
import org.efc.backend.ReadCall;
import org.efc.backend.ReadEnd;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.rpc.RpcClient;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;

/**
 * Fills memory by READs (RFC 1813 3.3.6), one after the other: as many as the transfer size and
 * servers that return less than asked make necessary. The data goes from the socket to where it
 * belongs.
 */
final class ReadTransfer extends NfsCall implements ReadCall {
  private final int readSize;
  private final ReadEnd ended;
  private final HandleBuffer file = new HandleBuffer();
  private final AttributesBuffer after = new AttributesBuffer();
  private final MemoryWindow memory = new MemoryWindow();
  private long offset;
  private long address;
  private int wanted;
  private int received;
  private int count;
  private boolean end;

  ReadTransfer(RpcClient client, int readSize, ReadEnd ended) {
    super(client, Nfs3.READ, Caller.ROOT);
    this.readSize = readSize;
    this.ended = ended;
  }

  @Override
  public void send(
      Caller caller, HandleBuffer ofFile, long fromOffset, long toAddress, int length) {
    if (fromOffset < 0) {
      ended.failed(Errno.EINVAL);
      return;
    }
    file.set(ofFile);
    offset = fromOffset;
    address = toAddress;
    wanted = length;
    received = 0;
    begin(caller);
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
    after.known = reply.next(4).readBoolean();
    if (after.known) {
      FileXdr.readAttributes(reply.next(FileXdr.ATTRIBUTES), after);
    }
    XdrDecoder in = reply.next(12);
    count = in.readLength(chunk());
    end = in.readBoolean();
    int length = in.readInt();
    if (length != count) {
      throw new XdrException(
          "READ has " + length + " bytes of data, not the " + count + " it says");
    }
    reply.transfer(memory.of(address + received, count), count);
  }

  @Override
  void done() {
    received += count;
    if (end || received == wanted) {
      ended.done(received, end, after);
    } else if (count == 0) {
      ended.failed(Errno.EIO); // neither data nor an end: asking again would go on for ever
    } else {
      submit();
    }
  }

  @Override
  protected void failed(Errno errno) {
    ended.failed(errno);
  }
}
