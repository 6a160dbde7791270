// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.efc.common.Errno;
import org.jspecify.annotations.Nullable;

/** What is said on a lane: how a call becomes a record, and how a reply is read. */
public interface Protocol {

  /**
   * The limits of the messages, in bytes. Memory is reserved by them.
   *
   * @param call the longest call without its payload, with the four bytes of the record mark
   * @param results the longest part of a reply that is decoded as a whole
   * @param reply the longest reply
   * @param bulkHead what is read of a reply at first while only bulk data is expected, so that the
   *     data stays in the socket for the caller's buffer: mark, head and results up to the data
   */
  record Sizes(int call, int results, long reply, int bulkHead) {}

  /** The limits, the same at each call. */
  Sizes sizes();

  /** How many zero bytes follow a payload of {@code bytes} bytes, 0..3. */
  int padding(int bytes);

  /** The protocol's state of one lane. */
  Dialog dialog(RecordReader replies);

  /**
   * The protocol on one lane. {@link #encode} runs on any thread, one at a time; the others run on
   * the lane's reader thread. Neither makes an object per call if the calls do not.
   */
  interface Dialog {

    /**
     * Puts all of the call but its payload into {@code header}, from the position on; the record
     * mark is put by the lane.
     *
     * @param id comes back with the reply
     * @param payloadBytes length of the payload, without padding
     * @throws MalformedException when the call does not fit
     */
    void encode(Call call, int id, ByteBuffer header, int payloadBytes);

    /**
     * Reads the head of the next message up to its id.
     *
     * @return false if it is no reply: the message is skipped
     * @throws MalformedException when it is no message of the protocol
     */
    boolean readHead() throws IOException;

    /** The id in the head that was read last. */
    int id();

    /**
     * Reads the rest of the reply and lets the call take its results. What is left over is skipped.
     *
     * @return why the server did not execute the call; null when the call has its results
     * @throws MalformedException when the reply can't be understood
     */
    @Nullable Errno readResults(Call call) throws IOException;
  }
}
