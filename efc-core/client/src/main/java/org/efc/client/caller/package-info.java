// SPDX-License-Identifier: Apache-2.0

/**
 * Who asks, and with which rights: the groups of a process, the mode of a file, the rights that
 * only the server knows, the second try as the owner, interrupts.
 *
 * <p>May use answer and state. Must never decide what a request does.
 */
@NullMarked
package org.efc.client.caller;

import org.jspecify.annotations.NullMarked;
