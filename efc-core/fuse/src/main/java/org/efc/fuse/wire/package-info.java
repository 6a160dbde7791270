// SPDX-License-Identifier: Apache-2.0

/**
 * Bytes of messages: the memory a request is read into and a reply is written from, what makes a
 * request well-formed, and the writers of a reply's parts. Nothing here does input or output.
 */
@NullMarked
package org.efc.fuse.wire;

import org.jspecify.annotations.NullMarked;
