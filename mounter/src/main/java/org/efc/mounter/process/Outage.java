// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.process;

import java.time.Duration;

/**
 * When and why the client that served last ended. If several died in a row: the first of them.
 *
 * @param generation of that client
 * @param at System.nanoTime() of its end, or of the beginning of its end where that was seen
 */
record Outage(int generation, ExitReason reason, long at) {
  Duration stall(long until) {
    return Duration.ofNanos(until - at);
  }
}
