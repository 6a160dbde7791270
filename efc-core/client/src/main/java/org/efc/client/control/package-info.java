// SPDX-License-Identifier: Apache-2.0

/**
 * What the session manager says to a client: the control socket, the message that makes a standby
 * the client of a volume, and the descriptors that come with it.
 *
 * <p>May use config. Must never know what is behind a command.
 */
@NullMarked
package org.efc.client.control;

import org.jspecify.annotations.NullMarked;
