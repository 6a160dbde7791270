// SPDX-License-Identifier: Apache-2.0
package org.efc.sanity.nodes;

/**
 * A value that something got, at an unknown moment between {@code start} and {@code end}.
 *
 * @param node the node that changed it; negative when it was none
 */
record Change<T>(T value, int node, long start, long end) {}
