// SPDX-License-Identifier: Apache-2.0
package org.efc.backend;

/**
 * Writes of a file's data, one at a time: made once by {@link Backend#writing} and sent again and
 * again, so that a write costs no object. What {@link ReadCall} says of ends and of memory holds
 * here too: the memory must stay as it is until the end of the sending.
 */
public interface WriteCall {
  /**
   * Writes all {@code length} bytes (RFC 1813 3.3.7), or fails.
   *
   * @param file copied before {@code send} returns
   * @param offset of the first byte in the file; a negative one fails with EINVAL, and one with
   *     which the data would end beyond the largest off_t with EFBIG
   * @param address of native memory that has the data
   */
  void send(
      Caller caller,
      HandleBuffer file,
      long offset,
      long address,
      int length,
      Stability stability,
      Change change);
}
