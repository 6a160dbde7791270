// SPDX-License-Identifier: Apache-2.0

/**
 * Files that lose their last name while they are open, and the names that applications do not see.
 *
 * <p>May use answer and state. Must never remove what this client did not hide.
 */
@NullMarked
package org.efc.client.hidden;

import org.jspecify.annotations.NullMarked;
