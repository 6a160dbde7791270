// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.Caller;
import org.efc.backend.Completion;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.backend.Stability;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;

/**
 * Writes a buffer by WRITEs (RFC 1813 3.3.7), one after the other: as many as the transfer size and
 * servers that take less than sent make necessary. The data is sent from where it is.
 *
 * <p>The verifier reported is that of the first WRITE: if the server restarted since, a later
 * commit's differs from it. A server that does less than the wanted stability is made to by COMMIT.
 */
final class WriteTransfer extends NfsCall {
  private static final Stability[] STABILITIES = Stability.values(); // a copy at each call

  private final Procedures procedures;
  private final int writeSize;
  private Handle file;
  private long offset;
  private ByteBuffer source;
  private Stability stability;
  private IoCompletion completion;
  private int start;
  private int wanted;
  private int written;
  private int count;
  private Stability committed = Stability.FILE_SYNC;
  private long verifier;
  private boolean weak;
  private boolean restarted;
  private long firstVerifier;

  WriteTransfer(
      Procedures procedures,
      Caller caller,
      Handle file,
      long offset,
      ByteBuffer source,
      int writeSize,
      Stability stability,
      IoCompletion completion) {
    super(procedures.client(), Nfs3.WRITE, caller);
    this.procedures = procedures;
    this.file = file;
    this.offset = offset;
    this.source = source;
    this.writeSize = writeSize;
    this.stability = stability;
    this.completion = completion;
    this.start = source.position();
    this.wanted = source.remaining();
  }

  /** Makes the next write with an ended one: so it costs no object. */
  void begin(
      Caller caller, Handle to, long at, ByteBuffer from, Stability how, IoCompletion whoWaits) {
    begin(caller);
    file = to;
    offset = at;
    source = from;
    stability = how;
    completion = whoWaits;
    start = from.position();
    wanted = from.remaining();
    written = 0;
    weak = false;
    restarted = false;
    submit();
  }

  @Override
  protected long transaction() {
    return completion.transaction();
  }

  private int chunk() {
    return Math.min(writeSize, wanted - written);
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    FileXdr.putHandle(out, file);
    out.putLong(offset + written);
    out.putInt(chunk());
    out.putInt(stability.ordinal()); // stable_how has the same order
    out.putInt(chunk());
  }

  @Override
  protected ByteBuffer payload() {
    return source.limit(start + written + chunk()).position(start + written);
  }

  @Override
  void decode(ReplyRecord reply) throws IOException {
    XdrDecoder in = reply.whole();
    FileXdr.skipWcc(in);
    count = in.readLength(chunk());
    int how = in.readInt();
    if (how < 0 || how >= STABILITIES.length) {
      throw new XdrException("stable_how is " + how);
    }
    committed = STABILITIES[how];
    verifier = in.readLong();
    procedures.instance().seen(file, verifier);
  }

  @Override
  void done() {
    if (written == 0) {
      firstVerifier = verifier;
    }
    restarted |= verifier != firstVerifier;
    weak |= committed.compareTo(stability) < 0;
    written += count;
    if (count == 0) {
      completion.failed(Errno.EIO); // it would take nothing for ever
    } else if (written < wanted) {
      submit();
    } else if (weak) {
      commit();
    } else {
      completion.succeeded(written, stability == Stability.UNSTABLE ? firstVerifier : 0);
    }
  }

  /** What was asked to be stable is not yet: it must be before anybody is told so. */
  private void commit() {
    procedures.commit(
        caller(),
        file,
        new Completion<>() {
          @Override
          public void succeeded(Long commitVerifier) {
            if (restarted || commitVerifier != firstVerifier) {
              completion.failed(Errno.EIO);
            } else {
              completion.succeeded(written, 0);
            }
          }

          @Override
          public void failed(Errno errno) {
            completion.failed(errno);
          }
        });
  }

  @Override
  protected void failed(Errno errno) {
    completion.failed(errno);
  }
}
