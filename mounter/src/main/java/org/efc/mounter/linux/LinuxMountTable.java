// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.efc.common.EfcException;
import org.efc.common.linux.CString;
import org.efc.common.linux.Fd;
import org.efc.common.linux.Libc;
import org.efc.common.linux.Memory;
import org.efc.common.linux.OpenFlags;
import org.efc.common.linux.Poll;
import org.efc.common.linux.Syscall;

/** The mounts of the mount namespace this process is in. */
public final class LinuxMountTable implements MountTable {
  // include/uapi/linux/mount.h
  private static final long MS_RDONLY = 1;
  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final int OPEN_TREE_CLONE = 1;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;
  private static final long MOUNT_ATTR_RDONLY = 1;
  private static final int MOUNT_ATTR_SIZE = 32;
  private static final int UMOUNT_NOFOLLOW = 8;

  private static final Path DEVICE = Path.of("/dev/fuse");

  /** MISC_MAJOR and FUSE_MINOR of linux/miscdevice.h, as stat(2) has them. */
  private static final Long DEVICE_NUMBER = 10L << 8 | 229;

  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

  @Override
  public MountInfo read() {
    try {
      return MountInfo.parse(Files.readAllBytes(MOUNTINFO));
    } catch (IOException e) {
      throw new EfcException("can't read " + MOUNTINFO + ": " + e.getMessage(), e);
    }
  }

  @Override
  public Fd openDevice() {
    return Fd.open(DEVICE.toString(), OpenFlags.O_RDWR, 0);
  }

  @Override
  public boolean isConnected(Fd device) {
    return isFuse(device) && !isAborted(device);
  }

  @Override
  public boolean isAborted(Fd device) {
    // fuse_dev_poll: EPOLLERR once the connection is gone.
    return (events(device) & Poll.ERR) != 0;
  }

  @Override
  public boolean hasUnreadRequests(Fd device) {
    return isFuse(device) && (events(device) & (Poll.IN | Poll.ERR)) == Poll.IN;
  }

  private static int events(Fd device) {
    return Poll.events(device, Poll.IN, Duration.ZERO);
  }

  private static boolean isFuse(Fd fd) {
    try {
      Path link = Path.of("/proc/self/fd/" + fd.number());
      // First by its name, since looking at a file in a mount might wait for its client. By the
      // name
      // only: a device that was opened in a container that is gone is not in our /dev.
      return Files.readSymbolicLink(link).endsWith(String.valueOf(DEVICE.getFileName()))
          && Files.getAttribute(link, "unix:rdev").equals(DEVICE_NUMBER);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void mountFuse(
      Fd device, String mountPoint, String fsName, String fsType, boolean readOnly) {
    // rootmode: the root is a directory. allow_other: applications have other uids than we.
    // default_permissions: the kernel checks mode bits, so that the client need not.
    String data =
        "fd="
            + device.number()
            + ",rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions";
    // nosuid, nodev: files of a server are not to be trusted with this node's privileges.
    long flags = MS_NOSUID | MS_NODEV | (readOnly ? MS_RDONLY : 0);
    try (CString strings = new CString()) {
      Libc.current()
          .require(
              "mount of " + fsType + " at " + mountPoint,
              Syscall.MOUNT,
              strings.of(fsName),
              strings.of(mountPoint),
              strings.of(fsType),
              flags,
              strings.of(data),
              0);
    }
  }

  @Override
  public void bind(String source, TargetDirectory target, boolean readOnly) {
    try (CString strings = new CString();
        Fd tree = cloneTree(strings, source)) {
      if (readOnly) {
        // Before it is attached: a bind and a later remount would be writable in between.
        long attributes = strings.allocate(MOUNT_ATTR_SIZE);
        Memory.putLong(attributes, MOUNT_ATTR_RDONLY);
        Libc.current()
            .require(
                "mount_setattr read-only of a clone of " + source,
                Syscall.MOUNT_SETATTR,
                tree.number(),
                strings.of(""),
                OpenFlags.AT_EMPTY_PATH,
                attributes,
                MOUNT_ATTR_SIZE,
                0);
      }
      // Without MOVE_MOUNT_T_SYMLINKS a symbolic link as last component is not followed.
      Libc.current()
          .require(
              "bind of " + source + " to " + target.path(),
              Syscall.MOVE_MOUNT,
              tree.number(),
              strings.of(""),
              target.parent().number(),
              strings.of(target.name()),
              MOVE_MOUNT_F_EMPTY_PATH,
              0);
    }
  }

  private static Fd cloneTree(CString strings, String source) {
    return Fd.owning(
        (int)
            Libc.current()
                .require(
                    "open_tree of " + source,
                    Syscall.OPEN_TREE,
                    OpenFlags.AT_FDCWD,
                    strings.of(source),
                    OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | OpenFlags.AT_SYMLINK_NOFOLLOW,
                    0,
                    0,
                    0));
  }

  @Override
  public void unmount(String path, int flags) {
    try (CString strings = new CString()) {
      Libc.current()
          .require(
              "umount of " + path,
              Syscall.UMOUNT2,
              strings.of(path),
              flags | UMOUNT_NOFOLLOW,
              0,
              0,
              0,
              0);
    }
  }

  @Override
  public boolean abort(int minor) {
    Path file = Path.of("/sys/fs/fuse/connections", Integer.toString(minor), "abort");
    if (!Files.exists(file)) {
      return false;
    }
    try {
      Files.writeString(file, "1");
      return true;
    } catch (IOException e) {
      throw new EfcException("can't abort FUSE connection " + minor + ": " + e.getMessage(), e);
    }
  }
}
