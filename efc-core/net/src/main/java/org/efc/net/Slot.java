// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.nio.ByteBuffer;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/**
 * A place for one call under way on a lane, used again and again. The encoded header stays here
 * until the reply, so that the same bytes can be sent again. Guarded by the lane's lock.
 */
final class Slot {
  final int index;
  final ByteBuffer header;

  /** Counts the uses: with the index it makes the id of a call that has none of its own. */
  int generation;

  /** The id of the present use. */
  int id;

  /** Null while the slot is free. */
  @Nullable Call call;

  ByteBuffer payload = Call.NO_PAYLOAD;
  int payloadStart;
  int payloadEnd;

  /** Order of the calls of a lane: they are sent again in it. */
  long sequence;

  /** Share of the lane's load. */
  int weight;

  boolean bulk;

  /** Bytes handed to the current connection; 0: not yet sent on it. */
  long sentBytes;

  /** Whether it was sent on an earlier connection: the server may have executed it. */
  boolean sentBefore;

  /** System.nanoTime until which a reply to the current sending is waited for. */
  long attemptDeadline;

  int attempts;

  /** A thread is sending the payload: it must not be given back yet. */
  boolean sending;

  /** The reader is taking the results: the destination must not be given back yet. */
  boolean receiving;

  /** The reply came while {@link #sending}; {@link #failure} is its outcome. */
  boolean answered;

  @Nullable Errno failure;

  /** The deadline of the call passed, but its buffers are still in use. */
  boolean expired;

  Slot(int index, int generation, ByteBuffer header) {
    this.index = index;
    this.generation = generation;
    this.header = header;
  }

  int payloadLength() {
    return payloadEnd - payloadStart;
  }
}
