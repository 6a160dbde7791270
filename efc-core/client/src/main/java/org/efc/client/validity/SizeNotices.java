// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.efc.backend.Attributes;
import org.efc.backend.Backend;
import org.efc.backend.BufferCalls;
import org.efc.backend.Caller;
import org.efc.backend.FileType;
import org.efc.backend.Handle;
import org.efc.backend.IoCompletion;
import org.efc.client.state.Inode;
import org.efc.common.Errno;
import org.efc.common.linux.LinuxException;

/**
 * Has the kernel learn that another node made an open file larger, before any reply says so.
 *
 * <p>The page in which the file ended is cached with zeros after the old end. A reply with a larger
 * size makes these zeros visible until the kernel has dropped the page (fuse_change_attributes of
 * fs/fuse/inode.c stores the size first), and they stay when the page is that of a READ under way.
 * So, before the reply:
 *
 * <ol>
 *   <li>READs have to reach the new size from now on ({@link KernelSizes})
 *   <li>INVAL_INODE drops the pages. It waits for READs under way, which hold the locks of their
 *       pages until the kernel has processed the replies
 *   <li>STORE of the last byte gives the kernel the new size (fuse_notify_store). Without it a
 *       reader would go on with the old one: the kernel ignores attributes that were asked for
 *       before an invalidation
 *   <li>INVAL_INODE drops the page of that byte, which may have been read meanwhile, and newer
 * </ol>
 *
 * <p>A file that nobody has open has no reader, and its next open drops all pages. What this node
 * writes itself the kernel has.
 */
public final class SizeNotices {
  private static final System.Logger LOG = System.getLogger(SizeNotices.class.getName());

  private final Backend backend;
  private final KernelNotifications notifications;
  private final boolean closeToOpen;
  private final KernelSizes sizes = new KernelSizes();
  private final WritesUnderWay writes = new WritesUnderWay();
  private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
  private volatile KernelCache kernel = KernelCache.NONE;

  public SizeNotices(Backend backend, KernelNotifications notifications, boolean closeToOpen) {
    this.backend = backend;
    this.notifications = notifications;
    this.closeToOpen = closeToOpen;
  }

  public void by(KernelCache cache) {
    kernel = cache;
  }

  public KernelSizes sizes() {
    return sizes;
  }

  public WritesUnderWay writes() {
    return writes;
  }

  /**
   * Whether the kernel must learn of the size before it is told these attributes.
   *
   * @param opening how many of the inode's open files are being opened by the request itself
   */
  public boolean areDue(Inode inode, Attributes attributes, int opening) {
    if (attributes.size() <= inode.size()) { // the usual case
      return false;
    }
    return attributes.type() == FileType.REGULAR
        && (inode.opens() > opening || !closeToOpen)
        && !inode.isOlder(attributes)
        && attributes.size() > sizes.told(inode)
        && attributes.size() > writes.reach(inode.nodeid());
  }

  /**
   * Has the kernel learn of the size, and goes on.
   *
   * @param inode known to the kernel until {@code next} has run
   * @param next runs once, on any thread
   */
  public void send(Inode inode, Handle handle, Attributes attributes, Runnable next) {
    sizes.expects(inode, attributes.size());
    ByteBuffer last = take();
    BufferCalls.read(
        backend,
        // The owner: the caller may look at the file and not read it.
        new Caller(attributes.uid(), attributes.gid(), List.of()),
        handle,
        attributes.size() - 1,
        last.duplicate(),
        new IoCompletion() {
          @Override
          public void succeeded(int count, long verifier) {
            if (count == 0) { // shorter again
              dropsPages(inode, last, next);
            } else {
              inTurn(() -> kernelLearns(inode, attributes, last, next), last, next);
            }
          }

          @Override
          public void failed(Errno errno) {
            dropsPages(inode, last, next);
          }
        });
  }

  /**
   * There is no last byte to store. The reply with the size must find no page that ends before;
   * READs reach the size already. A kernel that ignores the reply's size for now learns of the size
   * when it asks again.
   */
  private void dropsPages(Inode inode, ByteBuffer last, Runnable next) {
    inTurn(
        () -> {
          dropPages(inode.nodeid(), 0);
          give(last);
          next.run();
        },
        last,
        next);
  }

  private void inTurn(Runnable work, ByteBuffer last, Runnable next) {
    if (!notifications.pages(work)) { // the volume is being closed
      give(last);
      next.run();
    }
  }

  private void kernelLearns(Inode inode, Attributes attributes, ByteBuffer last, Runnable next) {
    try {
      kernel.invalidateInode(inode.nodeid(), 0, 0);
      kernel.store(inode.nodeid(), attributes.size() - 1, last);
      kernel.invalidateInode(inode.nodeid(), attributes.size() - 1, 1);
      sizes.tells(inode, attributes.size());
      inode.expect(attributes);
      sizes.settles(inode);
      inode.droppedAttributes(attributes);
      inode.droppedPages(attributes);
    } catch (LinuxException e) {
      LOG.log(System.Logger.Level.WARNING, "the kernel did not take the size of a file", e);
    }
    give(last);
    next.run();
  }

  /** The kernel is about to be told these attributes. */
  public void told(Inode inode, Attributes attributes) {
    sizes.tells(inode, attributes.size());
    inode.told(attributes);
    sizes.settles(inode);
  }

  /** The storage has these attributes; the kernel will ask for them, and be told. */
  public void expected(Inode inode, Attributes attributes) {
    sizes.tells(inode, attributes.size());
    inode.expect(attributes);
    sizes.settles(inode);
  }

  /** The kernel is about to be told the attributes after its own change of the size. */
  public void resized(Inode inode, Attributes attributes) {
    inode.told(attributes);
    sizes.shrank(inode);
  }

  /**
   * A READ found that the file is shorter than the kernel was told. Pages beyond the end are
   * dropped as soon as the READ, which holds their locks, is answered.
   */
  public void shrank(Inode inode, Attributes attributes) {
    inode.expect(attributes);
    sizes.shrank(inode);
    long nodeid = inode.nodeid();
    notifications.pages(() -> dropPages(nodeid, attributes.size()));
  }

  private void dropPages(long nodeid, long from) {
    try {
      kernel.invalidateInode(nodeid, from, 0);
    } catch (LinuxException e) {
      LOG.log(System.Logger.Level.WARNING, "the kernel did not drop pages of a file", e);
    }
  }

  private ByteBuffer take() {
    synchronized (spare) {
      ByteBuffer buffer = spare.poll();
      return buffer == null ? ByteBuffer.allocateDirect(1) : buffer;
    }
  }

  private void give(ByteBuffer buffer) {
    synchronized (spare) {
      spare.push(buffer);
    }
  }
}
