// SPDX-License-Identifier: Apache-2.0

/**
 * How long the kernel may believe what it was told, and how it learns that something is old: the
 * one place that notifies the kernel.
 *
 * <p>May use state and the port of the storage. A notification may wait for a lock that a request
 * holds: it must never be sent on a thread that serves requests, nor on one that has their answers.
 */
@NullMarked
package org.efc.client.validity;

import org.jspecify.annotations.NullMarked;
