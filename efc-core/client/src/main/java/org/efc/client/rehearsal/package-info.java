// SPDX-License-Identifier: Apache-2.0

/**
 * A client that serves a mount that is none, on its own: what its classes and its code need time
 * for at a first request is then behind it.
 */
@org.jspecify.annotations.NullMarked
package org.efc.client.rehearsal;
