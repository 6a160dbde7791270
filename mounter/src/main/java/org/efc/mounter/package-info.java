// SPDX-License-Identifier: Apache-2.0
/**
 * The port that the CSI plugin and the command line see of a node: volumes are staged, published
 * and taken away again. Also the two sides of it that live in another process than the session
 * manager: its client, and the keeper of device descriptors.
 *
 * <p>It may use the messages of the session manager's socket, and org.efc.common.
 *
 * <p>A call never touches a path under a FUSE mount, and never waits without a deadline.
 */
package org.efc.mounter;
