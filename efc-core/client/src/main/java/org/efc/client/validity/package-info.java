// SPDX-License-Identifier: Apache-2.0

/**
 * What the kernel may believe of names, attributes and pages, and how it is told that something
 * else holds.
 *
 * <p>In here: the threads that notify the kernel, and the sizes that the kernel may have of a file.
 * May use: {@code state}, {@code fuse}, {@code backend}, {@code common}. Must never be in here: a
 * request, or an answer to one.
 */
@NullMarked
package org.efc.client.validity;

import org.jspecify.annotations.NullMarked;
