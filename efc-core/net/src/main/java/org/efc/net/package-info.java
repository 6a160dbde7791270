// SPDX-License-Identifier: Apache-2.0

/**
 * Calls to one port of one server over some TCP connections, which are made again after each
 * failure; calls without a reply are then sent again under the same number.
 *
 * <p>In here: {@link org.efc.net.Lanes}, the entrance; a lane is one connection with its reader
 * thread, its table of calls under way and its sender. What goes over a connection is a {@link
 * org.efc.net.Protocol} of the caller's: it encodes calls and reads replies. Records are marked as
 * RFC 5531 section 11 has it.
 *
 * <p>May use: {@code org.efc.common}. Must never be in here: a byte of ONC RPC beside the record
 * mark, of NFS or of another protocol, or anything that knows files.
 */
@NullMarked
package org.efc.net;

import org.jspecify.annotations.NullMarked;
