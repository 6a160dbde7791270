// SPDX-License-Identifier: Apache-2.0
package org.efc.fuse;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;
import org.efc.common.Errno;
import org.efc.common.Name;
import org.efc.common.linux.CString;
import org.efc.common.linux.LinuxException;
import org.efc.common.linux.Memory;
import org.efc.fuse.abi.InitFlags;
import org.efc.fuse.abi.NotifyCode;
import org.efc.fuse.abi.NotifyLayout;
import org.efc.fuse.abi.ReplyLayout.OutHeader;

/**
 * Tells the kernel what it did not ask: that something it caches has changed. Safe for use by many
 * threads.
 *
 * <p>Never to be used on a thread that processes a request, nor while anything waits for the thread
 * that does: the kernel takes locks of inodes and pages for a notification, which the caller of
 * that request may hold until it is answered.
 *
 * <p>Each method returns whether the kernel had what the notification is about (ENOENT says no),
 * and false as well when the connection is gone.
 */
public final class Notifier {
  private static final int RESEND_MINOR = 40;
  private static final int INC_EPOCH_MINOR = 44;
  private static final int PRUNE_MINOR = 45;

  /** Kernel: fuse_notify_prune takes them in chunks; a message of one page is enough. */
  private static final int PRUNE_AT_ONCE = 500;

  private final FuseDevice device;
  private final Supplier<Optional<Negotiated>> negotiated;

  Notifier(FuseDevice device, Supplier<Optional<Negotiated>> negotiated) {
    this.device = device;
    this.negotiated = negotiated;
  }

  /** Drops cached attributes of an object, and no data. */
  public boolean invalidateAttributes(long nodeid) {
    return invalidateInode(nodeid, -1, 0);
  }

  /**
   * Drops cached attributes and pages of an object. Waits for pages that are being read.
   *
   * @param offset first byte whose page is dropped; negative drops no data
   * @param length in bytes; 0 is to the end of the file
   */
  public boolean invalidateInode(long nodeid, long offset, long length) {
    try (CString memory = new CString()) {
      long at = memory.allocate(OutHeader.SIZE + NotifyLayout.InvalInode.SIZE);
      long body = at + OutHeader.SIZE;
      Memory.putLong(body + NotifyLayout.InvalInode.INO, nodeid);
      Memory.putLong(body + NotifyLayout.InvalInode.OFF, offset);
      Memory.putLong(body + NotifyLayout.InvalInode.LEN, length);
      return send(NotifyCode.INVAL_INODE, at, NotifyLayout.InvalInode.SIZE);
    }
  }

  /** Drops a name (and what hangs below it, when unused): the next use of it is a LOOKUP. */
  public boolean invalidateEntry(long parent, Name name) {
    return invalidateEntry(parent, name, 0);
  }

  /**
   * Lets a name time out: the next use of it is a LOOKUP, but a current directory or a mount below
   * it stays what it is. On kernels without it (before 7.38) the name is dropped.
   */
  public boolean expireEntry(long parent, Name name) {
    boolean known =
        negotiated.get().map(agreed -> agreed.has(InitFlags.HAS_EXPIRE_ONLY)).orElse(false);
    return invalidateEntry(parent, name, known ? NotifyCode.EXPIRE_ONLY : 0);
  }

  private boolean invalidateEntry(long parent, Name name, int flags) {
    int size = NotifyLayout.InvalEntry.SIZE + name.length() + 1;
    try (CString memory = new CString()) {
      long at = memory.allocate(OutHeader.SIZE + size);
      long body = at + OutHeader.SIZE;
      Memory.putLong(body + NotifyLayout.InvalEntry.PARENT, parent);
      Memory.putInt(body + NotifyLayout.InvalEntry.NAMELEN, name.length());
      Memory.putInt(body + NotifyLayout.InvalEntry.FLAGS, flags);
      Memory.copy(name.toBytes(), 0, body + NotifyLayout.InvalEntry.SIZE, name.length());
      return send(NotifyCode.INVAL_ENTRY, at, size);
    }
  }

  /** Says that a name was removed: unlike an invalidation it is seen by inotify(7). */
  public boolean deleted(long parent, long child, Name name) {
    int size = NotifyLayout.Delete.SIZE + name.length() + 1;
    try (CString memory = new CString()) {
      long at = memory.allocate(OutHeader.SIZE + size);
      long body = at + OutHeader.SIZE;
      Memory.putLong(body + NotifyLayout.Delete.PARENT, parent);
      Memory.putLong(body + NotifyLayout.Delete.CHILD, child);
      Memory.putInt(body + NotifyLayout.Delete.NAMELEN, name.length());
      Memory.copy(name.toBytes(), 0, body + NotifyLayout.Delete.SIZE, name.length());
      return send(NotifyCode.DELETE, at, size);
    }
  }

  /**
   * Puts data into the page cache: reads of whole pages there come no more. Data that ends after
   * the size that the kernel knows makes the file that large for the kernel (fuse_notify_store of
   * fs/fuse/dev.c; seen on Linux 6.18).
   *
   * @param data a direct buffer; its remaining bytes are sent, its position stays
   */
  public boolean store(long nodeid, long offset, ByteBuffer data) {
    try (CString memory = new CString()) {
      long vector = memory.allocate(32);
      long at = memory.allocate(OutHeader.SIZE + NotifyLayout.Store.SIZE);
      long body = at + OutHeader.SIZE;
      Memory.putLong(body + NotifyLayout.Store.NODEID, nodeid);
      Memory.putLong(body + NotifyLayout.Store.OFFSET, offset);
      Memory.putInt(body + NotifyLayout.Store.DATA_SIZE, data.remaining());
      int head = header(NotifyCode.STORE, at, NotifyLayout.Store.SIZE + data.remaining());
      int headOnly = head - data.remaining();
      return known(
          NotifyCode.STORE,
          device.send(vector, at, headOnly, Memory.address(data), data.remaining()));
    }
  }

  /**
   * Has the kernel send again every request that was read and not answered, with the resend bit in
   * its unique. Not while another session on the device goes on processing what it read: that would
   * come twice.
   *
   * @return false on kernels without it (before 7.40, Linux 6.9)
   */
  public boolean resend() {
    if (!speaks(RESEND_MINOR)) {
      return false;
    }
    try (CString memory = new CString()) {
      long at = memory.allocate(OutHeader.SIZE);
      return device.send(at, header(NotifyCode.RESEND, at, 0)) != Errno.EINVAL.code();
    }
  }

  /**
   * Makes every cached name of the mount stale at once, to be looked up when it is used next.
   *
   * @return false on kernels without it (before 7.44)
   */
  public boolean invalidateAllEntries() {
    if (!speaks(INC_EPOCH_MINOR)) {
      return false;
    }
    try (CString memory = new CString()) {
      return send(NotifyCode.INC_EPOCH, memory.allocate(OutHeader.SIZE), 0);
    }
  }

  /**
   * Asks the kernel to forget objects that nobody uses; FORGETs follow for those.
   *
   * @return false on kernels without it (before 7.45)
   */
  public boolean prune(long... nodeids) {
    if (!speaks(PRUNE_MINOR)) {
      return false;
    }
    boolean all = true;
    for (int from = 0; from < nodeids.length; from += PRUNE_AT_ONCE) {
      all &= prune(nodeids, from, Math.min(PRUNE_AT_ONCE, nodeids.length - from));
    }
    return all;
  }

  private boolean prune(long[] nodeids, int from, int count) {
    int size = NotifyLayout.Prune.SIZE + 8 * count;
    try (CString memory = new CString()) {
      long at = memory.allocate(OutHeader.SIZE + size);
      long body = at + OutHeader.SIZE;
      Memory.putInt(body + NotifyLayout.Prune.COUNT, count);
      for (int i = 0; i < count; i++) {
        Memory.putLong(body + NotifyLayout.Prune.SIZE + 8L * i, nodeids[from + i]);
      }
      return send(NotifyCode.PRUNE, at, size);
    }
  }

  /** Before INIT the version is not known: then the kernel's answer tells. */
  private boolean speaks(int minor) {
    return negotiated.get().map(agreed -> agreed.minor() >= minor).orElse(true);
  }

  private static int header(int code, long at, int bodySize) {
    Memory.putInt(at + OutHeader.LEN, OutHeader.SIZE + bodySize);
    Memory.putInt(at + OutHeader.ERROR, code);
    Memory.putLong(at + OutHeader.UNIQUE, 0);
    return OutHeader.SIZE + bodySize;
  }

  private boolean send(int code, long at, int bodySize) {
    return known(code, device.send(at, header(code, at, bodySize)));
  }

  private static boolean known(int code, int errno) {
    return switch (Errno.of(errno)) {
      case ENOENT, ENODEV, ENOTDIR, ENOTEMPTY, EBUSY, ENOTCONN -> false;
      default -> {
        if (errno != 0) {
          throw new LinuxException("FUSE notification " + code, Errno.of(errno));
        }
        yield true;
      }
    };
  }
}
