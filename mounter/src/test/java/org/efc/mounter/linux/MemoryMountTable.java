// SPDX-License-Identifier: Apache-2.0
package org.efc.mounter.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.efc.common.Errno;
import org.efc.common.linux.Fd;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.OpenFlags;

/**
 * Mounts in memory, with the kernel's rules as far as they matter here: stacking, EBUSY, shared
 * connections, a connection that ends with its last mount. A device is a temporary file.
 */
public final class MemoryMountTable implements MountTable {
  private final Path directory;
  private final List<MountEntry> mounts = new ArrayList<>();
  private final Map<String, Integer> minorOfDevice = new HashMap<>();
  private final Set<Integer> aborted = new HashSet<>();
  private final Set<String> busy = new HashSet<>();
  private final List<String> calls = new ArrayList<>();
  private int next = 100;
  private boolean fusectl = true;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /**
   * @param directory for the files that stand for devices
   */
  public MemoryMountTable(Path directory) {
    this.directory = directory;
  }

  /** From now on umount2 without flags says EBUSY there. */
  public synchronized void busy(String path) {
    busy.add(path);
  }

  public synchronized void withoutFusectl() {
    fusectl = false;
  }

  /** From now on mount, bind and umount hang until the latch is down. */
  public void hangUntil(CountDownLatch open) {
    gate = open;
  }

  private void hang() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A mount of ours that no record tells of. */
  public synchronized void orphan(String path, String fsName, String fsType) {
    add(path, fsType, fsName, next++, false);
  }

  /** A mount of somebody else. */
  public synchronized void foreign(String path, String fsType) {
    add(path, fsType, "/dev/sdx", next++, false);
  }

  /** As {@code umount} by hand. */
  public synchronized void removeAll(String path) {
    mounts.removeIf(mount -> mount.mountPoint().equals(path));
  }

  /** unmount and abort calls, in order, as {@code umount /path 2} or {@code abort 57}. */
  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public synchronized MountInfo read() {
    return MountInfo.of(mounts);
  }

  @Override
  public synchronized Fd openDevice() {
    return Fd.open(
        directory.resolve("device-" + next++).toString(),
        OpenFlags.O_RDWR | OpenFlags.O_CREAT,
        0600);
  }

  private static String identity(Fd device) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + device.number())).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public boolean hasUnreadRequests(Fd device) {
    return false;
  }

  @Override
  public synchronized boolean isConnected(Fd device) {
    Integer minor = minorOfDevice.get(identity(device));
    return minor != null
        && !aborted.contains(minor)
        && mounts.stream().anyMatch(mount -> mount.minor() == minor);
  }

  @Override
  public boolean isAborted(Fd device) {
    return !isConnected(device);
  }

  @Override
  public void mountFuse(
      Fd device, String mountPoint, String fsName, String fsType, boolean readOnly) {
    hang();
    mountNow(device, mountPoint, fsName, fsType, readOnly);
  }

  private synchronized void mountNow(
      Fd device, String mountPoint, String fsName, String fsType, boolean readOnly) {
    int minor = next++;
    minorOfDevice.put(identity(device), minor);
    add(mountPoint, fsType, fsName, minor, readOnly);
  }

  @Override
  public void bind(String source, TargetDirectory target, boolean readOnly) {
    String path = target.path();
    hang();
    bindNow(source, path, readOnly);
  }

  private synchronized void bindNow(String source, String path, boolean readOnly) {
    MountEntry from =
        read().top(source).orElseThrow(() -> new LinuxException("open_tree", Errno.EINVAL));
    add(path, from.fsType(), from.source(), from.minor(), readOnly || from.isReadOnly());
  }

  private void add(String path, String fsType, String source, int minor, boolean readOnly) {
    int parent = read().top(path).map(MountEntry::id).orElse(1);
    List<String> options = List.of(readOnly ? "ro" : "rw");
    mounts.add(
        new MountEntry(
            next++,
            parent,
            0,
            minor,
            "/",
            path,
            options,
            List.of(),
            fsType,
            source,
            List.of("rw")));
  }

  @Override
  public void unmount(String path, int flags) {
    hang();
    unmountNow(path, flags);
  }

  private synchronized void unmountNow(String path, int flags) {
    calls.add("umount " + path + " " + flags);
    MountEntry top = read().top(path).orElseThrow(() -> new LinuxException("umount", Errno.EINVAL));
    if (flags == MNT_FORCE) {
      aborted.add(top.minor());
    }
    boolean held = busy.contains(path) && !aborted.contains(top.minor());
    if (flags != MNT_DETACH && held) {
      throw new LinuxException("umount " + path, Errno.EBUSY);
    }
    mounts.remove(top);
  }

  @Override
  public synchronized boolean abort(int minor) {
    calls.add("abort " + minor);
    return fusectl && aborted.add(minor);
  }
}
