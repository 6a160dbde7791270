// SPDX-License-Identifier: Apache-2.0

/**
 * What {@code include/uapi/linux/fuse.h} of protocol 7.45 (Linux 6.18) says, and nothing else:
 * sizes and offsets of its structures in bytes, its flags and its codes, in the header's order and
 * under its names. A test holds every number against the header.
 */
@NullMarked
package org.efc.fuse.abi;

import org.jspecify.annotations.NullMarked;
