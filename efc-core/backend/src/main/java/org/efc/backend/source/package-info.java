// SPDX-License-Identifier: Apache-2.0

/**
 * The source of a volume as the user writes it: {@code nfs://}, {@code file://}, with its options.
 *
 * <p>May use the port. Must never open anything: a source is text that was checked.
 */
@NullMarked
package org.efc.backend.source;

import org.jspecify.annotations.NullMarked;
