// SPDX-License-Identifier: Apache-2.0
/**
 * The session manager: it opens /dev/fuse, mounts, binds targets, keeps the device descriptors, and
 * puts everything back in order after any process of the node was killed.
 *
 * <p>It may use every other package of this module but the command line.
 *
 * <p>Nothing here does what is not written in the mount record before: a kill at any instruction
 * leaves a record from which the next session manager finds out how far the last one came. Nothing
 * here holds a descriptor of, stats, or walks into a mounted volume.
 */
package org.efc.mounter.session;
