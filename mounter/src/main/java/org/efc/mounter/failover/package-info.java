// SPDX-License-Identifier: Apache-2.0
/**
 * How often clients of a volume ended, why, and for how long applications waited: the history, its
 * file and its metrics.
 *
 * <p>It may use the JSON settings and the durable files of org.efc.mounter.state.
 *
 * <p>Nothing waits for a failover to be noted: applications go on first.
 */
package org.efc.mounter.failover;
