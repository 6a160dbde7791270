// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * An open file of a client.
 *
 * @param start and {@code end}: when it was opened
 * @param path by which it was opened
 */
record OpenHandle(Inode inode, int node, long start, long end, String path) {
  static OpenHandle of(Inode inode, Step opening) {
    return new OpenHandle(
        inode, opening.node(), opening.start(), opening.end(), opening.operation().path());
  }
}
