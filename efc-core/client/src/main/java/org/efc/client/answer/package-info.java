// SPDX-License-Identifier: Apache-2.0

/**
 * How a request of the kernel ends: the next step after a call of the storage, a refusal, the errno
 * of what was thrown; and what the file system counts.
 *
 * <p>May use config and state. Must never ask a storage, nor know what a request is about.
 */
@NullMarked
package org.efc.client.answer;

import org.jspecify.annotations.NullMarked;
