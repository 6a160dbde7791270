// SPDX-License-Identifier: Apache-2.0

/**
 * The requests of the kernel over the port of the storage, a class for each subject; {@code
 * EfcFileSystem} gives each request to its class.
 *
 * <p>May use change, hidden, validity, caller, quota, answer, state and config. Must never know
 * which storage is behind the port, nor wait: a request goes on when the call it made has ended.
 */
@NullMarked
package org.efc.client.request;

import org.jspecify.annotations.NullMarked;
