// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.failover;

/**
 * A client ended, and another one served the volume after it.
 *
 * @param endedAt when, in milliseconds since 1970
 * @param generation of the one that ended, 1 for a mount's first client
 * @param cause one word for the kind of end: killed, oom, exited, vanished, hung, upgrade,
 *     not-started
 * @param reason why it ended, in plain words
 * @param stallMillis from its end until the next one served
 * @param resent how many requests the kernel asked the next one again
 */
public record Failover(
    long endedAt, int generation, String cause, String reason, long stallMillis, long resent) {
  Failover withResent(long count) {
    return new Failover(endedAt, generation, cause, reason, stallMillis, count);
  }
}
