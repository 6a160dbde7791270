// SPDX-License-Identifier: Apache-2.0
/**
 * The RPCs of CSI and of kubelet's plugin registration: parse, lock, one call of a port, reply.
 *
 * <p>It may use org.efc.csi.request, .grpc, .volume, .failure and the port of org.efc.mounter.
 *
 * <p>No RPC touches a path under a FUSE mount or under a target: what is there is asked of the
 * session manager.
 */
package org.efc.csi.service;
