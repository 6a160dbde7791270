// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;

/**
 * The kernel's mounts: read, made, taken away. The seam that lets tests decide what the kernel
 * says. No call looks into a mounted file system.
 */
public interface MountTable {
  /** umount2(2): abort the file system's connection first. */
  int MNT_FORCE = 1;

  /** umount2(2): out of sight now, gone when the last user goes. */
  int MNT_DETACH = 2;

  /** What is mounted now. */
  MountInfo read();

  /** A new connection: an open /dev/fuse that is not mounted yet. The caller owns it. */
  Fd openDevice();

  /**
   * Whether this is a FUSE device whose connection lives: false when it was unmounted everywhere or
   * aborted. Never blocks.
   */
  boolean isConnected(Fd device);

  /**
   * Whether the kernel has given up the connection of what is known to be a device. Never blocks,
   * and is quick: applications wait for what depends on it.
   */
  boolean isAborted(Fd device);

  /** Whether the kernel has requests that nobody has read yet. Never blocks. */
  boolean hasUnreadRequests(Fd device);

  /**
   * mount(2) of a FUSE connection at a directory of ours.
   *
   * @throws LinuxException EPERM without CAP_SYS_ADMIN, ENODEV without FUSE in the kernel
   */
  void mountFuse(Fd device, String mountPoint, String fsName, String fsType, boolean readOnly);

  /**
   * Binds the root of the mount at {@code source} over the directory; a read-only one is never
   * writable, not even for a moment.
   */
  void bind(String source, TargetDirectory target, boolean readOnly);

  /**
   * umount2(2) of the visible mount at {@code path}; does not follow a symbolic link there. May
   * block when dirty pages wait for a client: call it with a {@link Watchdog}.
   *
   * @throws LinuxException EBUSY in use, EINVAL not a mount point
   */
  void unmount(String path, int flags);

  /**
   * Ends a FUSE connection through {@code /sys/fs/fuse/connections/<minor>/abort}: every request
   * waiting in it fails.
   *
   * @return false when fusectl is not mounted there
   */
  boolean abort(int minor);
}
