// SPDX-License-Identifier: Apache-2.0

/**
 * The process that serves one volume: its command line, the standby, the watch over its starter.
 *
 * <p>May use every room of this module: it is the top. No other room may use this one.
 */
@NullMarked
package org.efc.client;

import org.jspecify.annotations.NullMarked;
