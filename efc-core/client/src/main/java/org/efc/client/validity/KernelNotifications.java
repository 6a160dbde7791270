// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import org.efc.common.vital.FailStop;

/**
 * Notifies the kernel, on threads of its own: the kernel takes locks for a notification that the
 * caller of a request may hold until the request is answered (fuse_notify of fs/fuse/dev.c).
 *
 * <p>One thread for all of them could wait for itself. The order that excludes this, each lane
 * waiting only for what stands before it:
 *
 * <ol>
 *   <li>READ and WRITE hold locks of pages, and their answers wait for no lane of this class
 *   <li>{@link #pages} waits for locks of pages. LOOKUP, GETATTR and OPEN may be answered after
 *       work of this lane
 *   <li>{@link #names} waits for locks of directories (fuse_reverse_inval_entry of fs/fuse/dir.c),
 *       which callers of LOOKUP, CREATE and UNLINK hold. No answer may wait for this lane
 * </ol>
 */
public final class KernelNotifications implements AutoCloseable {
  /** More than requests can be under way (4096), each of which waits for one work at most. */
  private static final int CAPACITY = 8192;

  private final NotificationLane pages;
  private final NotificationLane names;

  /**
   * @param failStop gets what a notification threw
   */
  public KernelNotifications(FailStop failStop) {
    pages = new NotificationLane("notify-pages", CAPACITY, failStop);
    names = new NotificationLane("notify-names", CAPACITY, failStop);
  }

  /**
   * Has work done that drops or fills pages of a file.
   *
   * @return false when too much waits already, or the volume is closed: the work will not be done
   */
  public boolean pages(Runnable work) {
    return pages.offer(work);
  }

  /** The same for work that drops names or inodes: INVAL_ENTRY, DELETE, PRUNE. */
  public boolean names(Runnable work) {
    return names.offer(work);
  }

  @Override
  public void close() {
    pages.close();
    names.close();
  }
}
