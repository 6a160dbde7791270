// SPDX-License-Identifier: Apache-2.0
/**
 * The port that the CSI plugin and the command line see of a node: volumes are staged, published
 * and taken away again. The calls, their values and their failures are here, and nothing that
 * carries a call out.
 *
 * <p>It may use org.efc.common, and no other package of this module: they all may use it.
 *
 * <p>A call never touches a path under a FUSE mount, and never waits without a deadline.
 */
package org.efc.mounter;
