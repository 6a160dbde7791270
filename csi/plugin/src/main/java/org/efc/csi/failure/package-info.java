// SPDX-License-Identifier: Apache-2.0
/**
 * Why the plugin refuses a call: one exception, whose reason is one gRPC code.
 *
 * <p>It may use org.efc.common, and no other package of this module: they all may use it.
 *
 * <p>It never knows gRPC: org.efc.csi.grpc makes the status of the reason. A message never holds a
 * secret, since kubelet shows it in events of the pod.
 */
package org.efc.csi.failure;
