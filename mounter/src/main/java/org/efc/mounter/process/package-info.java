// SPDX-License-Identifier: Apache-2.0
/**
 * The life of a client's process: launched, watched by its pidfd, asked whether it serves, replaced
 * when it ends or hangs, followed by another version. What follows from an event is decided by
 * ClientLife, which is pure; ClientSupervisor carries it out.
 *
 * <p>It may use org.efc.mounter.linux, the names of a volume's files in org.efc.mounter.state, and
 * org.efc.common. jnr-posix is used here and nowhere else.
 *
 * <p>It knows nothing of mounts, targets and records. No lock is held while a process is started,
 * asked or ended.
 */
package org.efc.mounter.process;
