// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.Caller;
import org.efc.backend.Change;
import org.efc.backend.Completion;
import org.efc.backend.HandleBuffer;
import org.efc.backend.Stability;
import org.efc.backend.WriteCall;
import org.efc.backend.WriteEnd;
import org.efc.backend.nfs.rpc.ReplyRecord;
import org.efc.backend.nfs.xdr.XdrDecoder;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.backend.nfs.xdr.XdrException;
import org.efc.common.Errno;

/**
 * Writes memory by WRITEs (RFC 1813 3.3.7), one after the other: as many as the transfer size and
 * servers that take less than sent make necessary. The data is sent from where it is.
 *
 * <p>The verifier reported is that of the first WRITE: if the server restarted since, a later
 * commit's differs from it. A server that does less than the wanted stability is made to by COMMIT.
 */
final class WriteTransfer extends NfsCall implements WriteCall {
  private static final int UNSTABLE = 0;
  private static final int FILE_SYNC = 2;

  private final Procedures procedures;
  private final int writeSize;
  private final WriteEnd ended;
  private final HandleBuffer file = new HandleBuffer();
  private final MemoryWindow memory = new MemoryWindow();
  private long offset;
  private long address;
  private int wanted;
  private Stability stability = Stability.FILE_SYNC;
  private Change change = Change.REPEATABLE;
  private int written;
  private int count;
  private int committed;
  private long verifier;
  private boolean weak;
  private boolean restarted;
  private long firstVerifier;

  WriteTransfer(Procedures procedures, int writeSize, WriteEnd ended) {
    super(procedures.client(), Nfs3.WRITE, Caller.ROOT);
    this.procedures = procedures;
    this.writeSize = writeSize;
    this.ended = ended;
  }

  @Override
  public void send(
      Caller caller,
      HandleBuffer ofFile,
      long toOffset,
      long fromAddress,
      int length,
      Stability wantedStability,
      Change ofChange) {
    if (toOffset < 0 || toOffset + length < 0) {
      ended.failed(toOffset < 0 ? Errno.EINVAL : Errno.EFBIG);
      return;
    }
    file.set(ofFile);
    offset = toOffset;
    address = fromAddress;
    wanted = length;
    stability = wantedStability;
    change = ofChange;
    written = 0;
    weak = false;
    restarted = false;
    begin(caller);
    submit();
  }

  /** The stable_how of RFC 1813 3.3.7. */
  private int how() {
    return stability == Stability.UNSTABLE ? UNSTABLE : FILE_SYNC;
  }

  @Override
  protected long transaction() {
    return change.number();
  }

  @Override
  protected void doubtful() {
    change.mayHaveExecuted();
  }

  private int chunk() {
    return Math.min(writeSize, wanted - written);
  }

  @Override
  protected void encodeArguments(XdrEncoder out) {
    FileXdr.putHandle(out, file);
    out.putLong(offset + written);
    out.putInt(chunk());
    out.putInt(how());
    out.putInt(chunk());
  }

  @Override
  protected ByteBuffer payload() {
    return memory.of(address + written, chunk());
  }

  @Override
  void decode(ReplyRecord reply) throws IOException {
    XdrDecoder in = reply.whole();
    FileXdr.skipWcc(in);
    count = in.readLength(chunk());
    committed = in.readInt();
    if (committed < UNSTABLE || committed > FILE_SYNC) {
      throw new XdrException("stable_how is " + committed);
    }
    verifier = in.readLong();
    procedures.instance().seen(file, verifier);
  }

  @Override
  void done() {
    if (written == 0) {
      firstVerifier = verifier;
    }
    restarted |= verifier != firstVerifier;
    weak |= committed < how();
    written += count;
    if (count == 0) {
      ended.failed(Errno.EIO); // it would take nothing for ever
    } else if (written < wanted) {
      submit();
    } else if (weak) {
      commit();
    } else {
      ended.done(written, stability == Stability.UNSTABLE ? firstVerifier : 0);
    }
  }

  /** What was asked to be stable is not yet: it must be before anybody is told so. */
  private void commit() {
    procedures.commit(
        caller(),
        file.toHandle(),
        new Completion<>() {
          @Override
          public void succeeded(Long commitVerifier) {
            if (restarted || commitVerifier != firstVerifier) {
              ended.failed(Errno.EIO);
            } else {
              ended.done(written, 0);
            }
          }

          @Override
          public void failed(Errno errno) {
            ended.failed(errno);
          }
        });
  }

  @Override
  protected void failed(Errno errno) {
    ended.failed(errno);
  }
}
