// SPDX-License-Identifier: Apache-2.0

/**
 * Opens the storage that a source names: the one place that knows every storage.
 *
 * <p>May use the port, source and all storages. No storage may use this room.
 */
@NullMarked
package org.efc.backend.open;

import org.jspecify.annotations.NullMarked;
