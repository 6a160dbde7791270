// SPDX-License-Identifier: Apache-2.0
/**
 * The CSI plugin as a process: its options, its gRPC server on kubelet's socket, its probe.
 *
 * <p>It may use the packages below it and org.efc.mounter's port.
 *
 * <p>The plugin keeps no state that a kill can lose, but for a second duplicate of each device
 * descriptor.
 */
package org.efc.csi;
