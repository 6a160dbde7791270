// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
import org.efc.common.Errno;

/**
 * One call, from its sending to its end. After its end it may be submitted again, as a new call
 * under a new id: a call that is used again costs no object.
 */
public abstract class Call {
  /** For calls without payload. */
  protected static final ByteBuffer NO_PAYLOAD = ByteBuffer.allocate(0);

  static final long NO_DEADLINE = Long.MAX_VALUE;

  /** System.nanoTime at which the call fails. */
  private long deadline = NO_DEADLINE;

  /** What the call does, for the log. */
  protected abstract String what();

  /**
   * Decides on the lane, in each process alike; 0 for a call that any lane may take. It is called
   * when the call is submitted.
   */
  protected long laneKey() {
    return 0;
  }

  /**
   * The id of the next sending if the call has one of its own, with the highest bit set; 0 when a
   * counter may give the id. It is called once for each time that the call gets under way.
   */
  protected int takeId() {
    return 0;
  }

  /**
   * The call was sent, and the server that got it may have begun anew, or is another one now:
   * whether it was executed is not known. May come more than once, on any thread, before the end.
   */
  protected void doubtful() {}

  /**
   * What follows the encoded call on the wire, from position to limit. It is sent from where it is,
   * so it must stay as it is until the end of the call.
   */
  protected ByteBuffer payload() {
    return NO_PAYLOAD;
  }

  /** Bytes that the results will about have, to spread calls over lanes. */
  protected int expectedResults() {
    return 0;
  }

  /** Ends the call: its results were read. It must not block and must not throw. */
  protected abstract void succeeded();

  /**
   * Ends the call without results: as {@link Protocol.Dialog#readResults} says, EIO when the reply
   * can't be understood, EINVAL when the call can't be encoded, ETIMEDOUT after the deadline of a
   * soft call, ECANCELED when the lanes are closed. It must not block and must not throw.
   */
  protected abstract void failed(Errno errno);

  /** Whether the deadline is at or before {@code now}, as of System.nanoTime. */
  final boolean isPast(long now) {
    return deadline != NO_DEADLINE && now - deadline >= 0;
  }

  final void setDeadline(long nanoTime) {
    deadline = nanoTime;
  }
}
