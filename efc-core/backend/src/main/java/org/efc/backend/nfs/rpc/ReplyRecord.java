// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.net.RecordReader;

/** The reply that is being received, as XDR. Belongs to the reader thread of one connection. */
public final class ReplyRecord {
  private final RecordReader record;
  private final XdrDecoder decoder = new XdrDecoder();

  ReplyRecord(RecordReader record) {
    this.record = record;
  }

  /** The next {@code bytes} bytes; good until the next call of any method. */
  public XdrDecoder next(int bytes) throws IOException {
    record.next(bytes);
    return read();
  }

  /** All that is left of the record; good until the next call of any method. */
  public XdrDecoder whole() throws IOException {
    record.whole();
    return read();
  }

  private XdrDecoder read() {
    return decoder.wrap(record.memory(), record.from(), record.to());
  }

  /** Moves the next {@code bytes} bytes to {@code destination}, from the socket if possible. */
  public void transfer(ByteBuffer destination, int bytes) throws IOException {
    record.transfer(destination, bytes);
  }
}
