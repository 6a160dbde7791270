// SPDX-License-Identifier: Apache-2.0

/**
 * The capacity of the volume, and what is used of it.
 *
 * <p>May use state and config. Must never hold up a request: the scan has a thread of its own, and
 * a request asks what is known.
 */
@NullMarked
package org.efc.client.quota;

import org.jspecify.annotations.NullMarked;
