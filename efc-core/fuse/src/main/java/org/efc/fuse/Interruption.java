// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.Errno;
import org.efc.fuse.op.Opcode;

/** The kernel would like an early end of a request that is in flight. */
public final class Interruption {
  private final Request target;
  private final long unique;
  private final Opcode opcode;
  private final long scratch;
  private final RequestMetrics metrics;

  Interruption(Request target, long unique, Opcode opcode, long scratch, RequestMetrics metrics) {
    this.target = target;
    this.unique = unique;
    this.opcode = opcode;
    this.scratch = scratch;
    this.metrics = metrics;
  }

  /** The unique of the request to be ended. */
  public long unique() {
    return unique;
  }

  /** What the request is. */
  public Opcode opcode() {
    return opcode;
  }

  /**
   * Ends the request for its caller, with EINTR. The file system goes on with it: it still owns the
   * request's memory, and answers it some time, to nobody. To be called within {@link
   * FileSystem#interrupted} only. For a request that changes something it is a lie, as the change
   * may happen later.
   *
   * @return whether it was in time
   */
  public boolean answer() {
    boolean first = target.answerFrom(scratch, unique, Errno.EINTR);
    if (first) {
      metrics.interrupted.increment();
    }
    return first;
  }
}
