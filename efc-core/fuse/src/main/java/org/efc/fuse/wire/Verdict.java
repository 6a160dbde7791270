// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.wire;

/** What {@link RequestDecoder} thinks of a message. */
public enum Verdict {
  /** Every accessor of the request's class stays within the message. */
  WELL_FORMED,

  /** Not even a header, or not the length that the header claims: whom to answer is unknown. */
  UNREADABLE,

  /** An opcode that the protocol mirrored here does not have: ENOSYS. */
  UNKNOWN_OPCODE,

  /** Too short for its structure, an unterminated string, a size that does not fit: EINVAL. */
  MALFORMED
}
