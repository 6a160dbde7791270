// SPDX-License-Identifier: Apache-2.0
/**
 * Volumes on their storage, for the controller: directory, marker with the capacity, index of an
 * export, deletion of trees.
 *
 * <p>It may use org.efc.backend, org.efc.csi.failure and the values of org.efc.csi.request. It
 * knows no gRPC.
 *
 * <p>Each step can be done again: two controllers, or one that was killed, leave one volume and no
 * half of one.
 */
package org.efc.csi.volume;
