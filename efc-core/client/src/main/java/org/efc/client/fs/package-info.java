// SPDX-License-Identifier: Apache-2.0

/** The file system of a volume: each of the kernel's requests over the port of the storage. */
@NullMarked
package org.efc.client.fs;

import org.jspecify.annotations.NullMarked;
