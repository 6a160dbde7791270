// SPDX-License-Identifier: Apache-2.0

/**
 * The kernel: system calls by one shape of downcall ({@link org.efc.common.linux.Libc}), memory by
 * address, file descriptors with an owner, unix sockets that carry descriptors, and signals that
 * end a blocking call.
 *
 * <p>This room may use the JDK and {@code org.efc.common}. It and {@code org.efc.fuse.wire} are the
 * only users of {@code java.lang.foreign}. It never changes what belongs to the whole process (the
 * umask, the working directory, the locale) while other threads run, and never blocks a virtual
 * thread: a caller that may wait in the kernel is a platform thread.
 */
package org.efc.common.linux;
