// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * Reads of a file's data, one at a time: made once by {@link Backend#reading} and sent again and
 * again, so that a read costs no object.
 *
 * <p>Each sending ends in exactly one call of the {@link ReadEnd}, maybe before {@code send}
 * returns. Only then the call may be sent again, also by its end.
 *
 * <p>The memory belongs to the call from {@code send} to the end of the sending, and the backend
 * writes to no other. A call can't be taken back: whoever answers a request early, as for a signal,
 * gives the memory to nobody before the call has ended.
 */
public interface ReadCall {
  /**
   * Reads at most {@code length} bytes (RFC 1813 3.3.6).
   *
   * @param file copied before {@code send} returns
   * @param offset of the first byte in the file; a negative one fails with EINVAL
   * @param address of native memory for the data
   */
  void send(Caller caller, HandleBuffer file, long offset, long address, int length);
}
