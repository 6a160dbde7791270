// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import org.efc.common.Errno;
import org.efc.common.linux.CString;
import org.efc.fuse.abi.ReplyLayout;
import org.efc.fuse.op.Opcode;

/** The kernel would like an early end of a request that is in flight. */
public final class Interruption {
  private final Request target;
  private final long unique;
  private final Opcode opcode;
  private final int pid;
  private final RequestMetrics metrics;

  Interruption(Request target, long unique, Opcode opcode, int pid, RequestMetrics metrics) {
    this.target = target;
    this.unique = unique;
    this.opcode = opcode;
    this.pid = pid;
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
   * The thread id of the caller of the request, as {@link Request#pid} has it; 0 when not known.
   */
  public int pid() {
    return pid;
  }

  /** Whether the request still awaits its answer. */
  public boolean isPending() {
    return target.isPending(unique);
  }

  /**
   * Ends the request for its caller, with EINTR. The file system goes on with it: it still owns the
   * request's memory, and answers it some time, to nobody. For a request that changes something it
   * is a lie, as the change may happen later. It may be called later than in {@link
   * FileSystem#interrupted}, and on any thread.
   *
   * @return whether it was in time
   */
  public boolean answer() {
    try (CString scratch = new CString()) {
      boolean first =
          target.answerFrom(scratch.allocate(ReplyLayout.OutHeader.SIZE), unique, Errno.EINTR);
      if (first) {
        metrics.interrupted.increment();
      }
      return first;
    }
  }
}
