// SPDX-License-Identifier: Apache-2.0

/**
 * One class for each request the kernel makes, and {@link org.efc.fuse.op.Opcode}, the one table of
 * all of them.
 *
 * <p>The classes are views of the memory a request was read into, not records: a buffer's views are
 * made with the buffer, so that a request costs no object. What a view says holds until the request
 * is answered.
 */
@NullMarked
package org.efc.fuse.op;

import org.jspecify.annotations.NullMarked;
