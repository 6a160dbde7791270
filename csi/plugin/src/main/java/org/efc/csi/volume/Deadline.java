// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.volume;

import java.time.Duration;
import org.efc.backend.BackendException;
import org.efc.common.Errno;

/** The end of the time that a call has. */
public final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  public static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /**
   * What is left of the time, more than nothing.
   *
   * @param what is about to be done, for the message
   * @throws BackendException ETIMEDOUT when nothing is left
   */
  Duration left(String what) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (!left.isPositive()) {
      throw new BackendException(
          what + ": the time for this call is up; the next call goes on from here",
          Errno.ETIMEDOUT);
    }
    return left;
  }
}
