// SPDX-License-Identifier: Apache-2.0

/**
 * The FUSE process of one volume: it adopts a mounted device, serves it from a backend, and may be
 * killed at any instruction.
 */
@NullMarked
package org.efc.client;

import org.jspecify.annotations.NullMarked;
