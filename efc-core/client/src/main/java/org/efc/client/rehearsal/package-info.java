// SPDX-License-Identifier: Apache-2.0

/**
 * A client that serves a mount that is none, on its own: what its classes and its code need time
 * for at a first request is then behind it.
 *
 * <p>May use serving, control, config, and the storage in memory. Must never touch what a real
 * volume has: its state is in a directory of its own, of which nothing is left.
 */
@NullMarked
package org.efc.client.rehearsal;

import org.jspecify.annotations.NullMarked;
