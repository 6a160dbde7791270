// SPDX-License-Identifier: Apache-2.0

/**
 * A file system behind the kernel's FUSE protocol, on the raw device.
 *
 * <p>{@link org.efc.fuse.FuseSession} reads requests on a few threads and gives each to a {@link
 * org.efc.fuse.FileSystem}, which answers it through {@link org.efc.fuse.Request}, then or later,
 * on any thread. Nothing on the way allocates.
 */
@NullMarked
package org.efc.fuse;

import org.jspecify.annotations.NullMarked;
