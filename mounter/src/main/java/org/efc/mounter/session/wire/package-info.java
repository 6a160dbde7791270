// SPDX-License-Identifier: Apache-2.0
/**
 * The messages between the session manager and those that ask it: frames of JSON with descriptors
 * beside them, over a unix socket.
 *
 * <p>It may use the port's values, the history of failovers, the JSON settings and the sockets of
 * org.efc.common.linux.
 *
 * <p>A field is never renamed or taken away: the two sides may be of neighbouring versions.
 */
package org.efc.mounter.session.wire;
