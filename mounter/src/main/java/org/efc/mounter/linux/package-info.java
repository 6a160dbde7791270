// SPDX-License-Identifier: Apache-2.0
/**
 * What this module needs of the kernel: the table of mounts, mounting and unmounting, target
 * directories without a symbolic link on the way, pidfds, memory cgroups, locks of files.
 *
 * <p>It may use org.efc.common.linux and the port's MountException. It knows no volume and no
 * client.
 *
 * <p>A call that the kernel may hold for ever runs on a thread of its own under a Watchdog.
 */
package org.efc.mounter.linux;
