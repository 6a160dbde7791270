// SPDX-License-Identifier: Apache-2.0

/** The capacity of a volume that is a directory: kept by its clients, as the storage keeps none. */
@NullMarked
package org.efc.client.quota;

import org.jspecify.annotations.NullMarked;
