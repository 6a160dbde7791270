// SPDX-License-Identifier: Apache-2.0
package org.efc.csi.request;

/**
 * What a node tells about itself.
 *
 * @param nodeId Kubernetes' name of the node
 * @param maxVolumes how many volumes it takes, since each costs a process; 0 for no limit
 */
public record NodeIdentity(String nodeId, int maxVolumes) {}
