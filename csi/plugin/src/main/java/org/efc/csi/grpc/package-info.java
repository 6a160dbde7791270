// SPDX-License-Identifier: Apache-2.0
/**
 * What every RPC has in common: the answer, the status of a failure, the lock of a volume, metrics,
 * and a log without secrets.
 *
 * <p>It may use gRPC and the exceptions of org.efc.csi.failure, org.efc.mounter and
 * org.efc.backend. It knows no single RPC.
 */
package org.efc.csi.grpc;
