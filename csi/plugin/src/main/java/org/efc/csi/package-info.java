// SPDX-License-Identifier: Apache-2.0
/**
 * The CSI plugin as a process: its options, its gRPC server on kubelet's socket, its probe.
 *
 * <p>It may use the packages below it, and of org.efc.mounter the port, .remote, .http and the
 * defaults of SessionConfig. No package below it uses it.
 *
 * <p>The plugin keeps no state that a kill can lose, but for a second duplicate of each device
 * descriptor.
 */
package org.efc.csi;
