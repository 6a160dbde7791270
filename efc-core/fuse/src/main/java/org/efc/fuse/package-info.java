// SPDX-License-Identifier: Apache-2.0

/**
 * A file system behind the kernel's FUSE protocol, on the raw device.
 *
 * <p>{@link org.efc.fuse.FuseSession} reads requests on a few threads and gives each to a {@link
 * org.efc.fuse.FileSystem}, which answers it through {@link org.efc.fuse.Request}, then or later,
 * on any thread.
 *
 * <p>In here: the session with its readers, the request objects and their tickets ({@code
 * Custody}), the memory for data ({@code PayloadPool}), who is let in and who waits ({@code
 * Admission}).
 *
 * <p>May use: {@code org.efc.common}, and the packages {@code abi}, {@code wire} and {@code op}.
 * Must never be in here: mounting, storage, or anything that blocks a reader but the device.
 */
@NullMarked
package org.efc.fuse;

import org.jspecify.annotations.NullMarked;
