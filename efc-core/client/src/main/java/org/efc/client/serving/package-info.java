// SPDX-License-Identifier: Apache-2.0

/**
 * A volume that is served: all parts put together over the state of the last process, and their
 * life from the adoption of the mount to its end.
 *
 * <p>May use every room but rehearsal and the top one. Must never treat a start after a crash,
 * after an upgrade, and a first one as different things.
 */
@NullMarked
package org.efc.client.serving;

import org.jspecify.annotations.NullMarked;
