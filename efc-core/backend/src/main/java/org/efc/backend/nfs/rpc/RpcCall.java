// SPDX-License-Identifier: Apache-2.0
package org.efc.backend.nfs.rpc;

import java.io.IOException;
import org.efc.backend.Caller;
import org.efc.backend.nfs.xdr.XdrEncoder;
import org.efc.net.Call;

/**
 * One call of a remote procedure, from its arguments to its end. After its end it may be submitted
 * again, as a new call with a new XID.
 */
public abstract class RpcCall extends Call {
  private static final int PART_BITS = 4;

  private final Procedure procedure;
  private Caller caller;
  private int part;

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

  /** One transaction may take several calls, which differ in their part, 0..15. */
  protected final void part(int next) {
    part = next;
  }

  @Override
  protected final String what() {
    return procedure.name();
  }

  @Override
  protected final long laneKey() {
    return transaction();
  }

  /**
   * The XID that the transaction has for the next call; 0 when a counter may give it. XIDs of
   * transactions have the highest bit set, those of counters have not.
   */
  @Override
  protected final int takeId() {
    long transaction = transaction();
    if (transaction == 0 || part >= 1 << PART_BITS) {
      return 0;
    }
    return 0x8000_0000 | (int) (transaction << PART_BITS) | part++;
  }

  /**
   * Encodes the arguments, up to 600 bytes. A payload is the bytes of the opaque that ends them:
   * then its length is the last that is put.
   */
  protected abstract void encodeArguments(XdrEncoder out);

  /**
   * Takes the results from {@code reply}; what is left over gets skipped. Runs on a reader thread
   * and may run again when the connection is lost in the middle.
   *
   * @throws IOException from {@code reply}
   */
  protected abstract void decodeResults(ReplyRecord reply) throws IOException;
}
