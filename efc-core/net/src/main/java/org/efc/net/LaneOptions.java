// SPDX-License-Identifier: Apache-2.0
package org.efc.net;

import java.time.Duration;
import java.util.Optional;
import org.efc.common.vital.FailStop;

/**
 * How calls to one server are made.
 *
 * @param connections TCP connections the calls are spread over
 * @param slots calls under way on one connection, 1..256; further ones wait
 * @param attemptDeadline how long to wait for a reply before connecting anew and sending again
 * @param callDeadline when a call fails with ETIMEDOUT; empty: never
 * @param reservedPort whether to connect from a port below 1024
 * @param failStop told when a thread of the lanes ends by an exception, or a call's end throws
 */
public record LaneOptions(
    int connections,
    int slots,
    Duration attemptDeadline,
    Optional<Duration> callDeadline,
    boolean reservedPort,
    FailStop failStop) {}
