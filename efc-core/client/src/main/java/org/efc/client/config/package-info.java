// SPDX-License-Identifier: Apache-2.0

/**
 * What a client is told: command line, mount options, fault points; and the exception of this
 * module.
 *
 * <p>May use {@code common} and {@code fuse}. Must never know a file, a request or a storage: every
 * other room of this module uses this one.
 */
@NullMarked
package org.efc.client.config;

import org.jspecify.annotations.NullMarked;
