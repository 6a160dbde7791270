// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.common.Errno;

/**
 * One call of a remote procedure, from its arguments to its end. After its end it may be submitted
 * again, as a new call with a new XID.
 */
public abstract class RpcCall {
  /** For calls whose arguments are all in {@link #encodeArguments}. */
  protected static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0);

  static final long NO_DEADLINE = Long.MAX_VALUE;

  private static final int PART_BITS = 4;

  private final Procedure procedure;
  private Caller caller;
  private int part;

  /** System.nanoTime at which a soft call fails. */
  private long deadline = NO_DEADLINE;

  protected RpcCall(Procedure procedure, Caller caller) {
    this.procedure = procedure;
    this.caller = caller;
  }

  public final Procedure procedure() {
    return procedure;
  }

  /** On whose behalf the call is made. */
  public final Caller caller() {
    return caller;
  }

  /** Makes the call, which has ended or was never made, on behalf of another. */
  protected final void caller(Caller other) {
    caller = other;
  }

  /**
   * The number of the change that is made, the same in each process that makes it; 0 for a call
   * that may take effect twice. It decides on connection and XID, by which a server knows a call
   * that it has executed.
   */
  protected long transaction() {
    return 0;
  }

  /** As {@link org.efc.backend.Transaction#doubtful}. */
  protected void doubtful() {}

  /** One transaction may take several calls, which differ in their part, 0..15. */
  protected final void part(int next) {
    part = next;
  }

  /**
   * The XID that the transaction has for the next call; 0 when a counter may give it. XIDs of
   * transactions have the highest bit set, those of counters have not.
   */
  final int takeXid() {
    long transaction = transaction();
    if (transaction == 0 || part >= 1 << PART_BITS) {
      return 0;
    }
    return 0x8000_0000 | (int) (transaction << PART_BITS) | part++;
  }

  /** Whether the deadline is at or before {@code now}, as of System.nanoTime. */
  final boolean isPast(long now) {
    return deadline != NO_DEADLINE && now - deadline >= 0;
  }

  final void setDeadline(long nanoTime) {
    deadline = nanoTime;
  }

  /** Encodes the arguments, up to 600 bytes: all but the bytes of {@link #payload}. */
  protected abstract void encodeArguments(XdrEncoder out);

  /**
   * The bytes of the opaque that ends the arguments; its length is the last that {@link
   * #encodeArguments} puts. Sent from where it is, so it must stay as it is until the end of the
   * call.
   */
  protected ByteBuffer payload() {
    return NO_PAYLOAD;
  }

  /** Bytes that the results will about have, to spread calls over connections. */
  protected int expectedResults() {
    return 0;
  }

  /**
   * Takes the results from {@code reply}; what is left over gets skipped. Runs on a reader thread
   * and may run again when the connection is lost in the middle.
   *
   * @throws IOException from {@code reply}
   */
  protected abstract void decodeResults(ReplyRecord reply) throws IOException;

  /** Ends the call: {@link #decodeResults} returned. */
  protected abstract void succeeded();

  /**
   * Ends the call without results: EACCES when the server rejects the credential, EOPNOTSUPP when
   * it does not have the program or procedure, EIO when the reply can't be understood, EINVAL when
   * the arguments can't be encoded, ETIMEDOUT after the deadline of a soft call, ECANCELED when the
   * client is closed.
   */
  protected abstract void failed(Errno errno);
}
