// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse.op;

import org.efc.fuse.abi.RequestLayout.InterruptIn;

/**
 * The caller of an earlier request got a signal and would like it to end with EINTR. A hint: the
 * request may be answered as if nothing had been said. For a request killed by SIGKILL too: the
 * caller stays until the answer comes. Answered EAGAIN to have it sent again, or not at all.
 */
public final class Interrupt extends FuseOp {
  /** Views the request whose fuse_in_header is at {@code header}. */
  public Interrupt(long header) {
    super(header);
  }

  /** The unique of the request, with its resend bit. */
  public long target() {
    return longAt(InterruptIn.UNIQUE);
  }
}
