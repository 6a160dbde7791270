// SPDX-License-Identifier: Apache-2.0
package org.efc.client.state;

/**
 * An inode without a name that lives on under a hidden one.
 *
 * @param nodeid the inode; the hidden name is made of it
 * @param directory the node id of the directory with the hidden name; 0 for the volume's directory
 *     of such names
 */
public record Unlinked(long nodeid, long directory) {}
