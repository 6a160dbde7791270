// SPDX-License-Identifier: Apache-2.0

/**
 * Wrappers of a storage, and the way to it: calls wait until it is reached, a group is shown.
 *
 * <p>May use state. Must never know a request of the kernel, nor an open file.
 */
@NullMarked
package org.efc.client.storage;

import org.jspecify.annotations.NullMarked;
