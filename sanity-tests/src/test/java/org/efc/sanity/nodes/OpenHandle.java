// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * An open file of a client.
 *
 * @param start and {@code end}: when it was opened
 */
record OpenHandle(Inode inode, int node, long start, long end) {}
