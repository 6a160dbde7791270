// SPDX-License-Identifier: Apache-2.0

/** The socket by which a client is asked how it is and told to stop. */
@NullMarked
package org.efc.client.control;

import org.jspecify.annotations.NullMarked;
