// SPDX-License-Identifier: Apache-2.0
/**
 * Validated requests: each RPC's message is parsed here, once and as a whole, before anything is
 * done. A refusal names the field, the value and the limit. NodeIdentity, the one value that comes
 * from the command line, is here because the services reply with it.
 *
 * <p>It may use org.efc.csi.failure, the stubs of csi/proto and the values of org.efc.mounter and
 * org.efc.backend.
 *
 * <p>Parsing does no I/O, and keeps no secret in a value that is logged.
 */
package org.efc.csi.request;
