// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.Arrays;
import org.efc.client.state.Inode;

/**
 * Files that the kernel may take for larger than {@link Inode#size} says: a larger size is about to
 * be told, or was told before a smaller one, of which the kernel may have ignored the reply. A READ
 * has to reach the largest size that the kernel may have, since the kernel shows zeros in its place
 * else.
 *
 * <p>Hardly a file is in here at any time. Safe for use by many threads.
 */
public final class KernelSizes {
  private static final int LIMIT = 4096;

  private long[] nodeids = new long[16];

  /** READs have to reach it. */
  private long[] reached = new long[16];

  /** The kernel may be told it: it has no page that ends before. */
  private long[] told = new long[16];

  private volatile int count;

  /**
   * The size up to which a READ must have the bytes: the kernel may have this size, or soon has.
   */
  public long reached(Inode inode) {
    long size = inode.size();
    if (count == 0) {
      return size;
    }
    synchronized (this) {
      int at = find(inode.nodeid());
      return at < 0 ? size : Math.max(size, reached[at]);
    }
  }

  /** The largest size that the kernel was told. */
  public long told(Inode inode) {
    long size = inode.size();
    if (count == 0) {
      return size;
    }
    synchronized (this) {
      int at = find(inode.nodeid());
      return at < 0 ? size : Math.max(size, told[at]);
    }
  }

  /** READs must reach {@code size} from now on. */
  public synchronized void expects(Inode inode, long size) {
    int at = entry(inode);
    reached[at] = Math.max(reached[at], size);
  }

  /**
   * The kernel is told attributes with {@code size}; to be called before {@link Inode#told}, which
   * may make {@link Inode#size} smaller.
   */
  public void tells(Inode inode, long size) {
    if (size < inode.size()) {
      synchronized (this) {
        entry(inode);
      }
    }
  }

  /** The inode's size is what the kernel was told last: whether that leaves something to keep. */
  public void settles(Inode inode) {
    if (count > 0) {
      synchronized (this) {
        int at = find(inode.nodeid());
        if (at >= 0 && inode.size() >= reached[at] && inode.size() >= told[at]) {
          remove(at);
        }
      }
    }
  }

  /** The storage says that the file ends where {@link Inode#size} says: what was told is over. */
  public void shrank(Inode inode) {
    if (count > 0) {
      synchronized (this) {
        int at = find(inode.nodeid());
        if (at >= 0) {
          remove(at);
        }
      }
    }
  }

  private int entry(Inode inode) {
    int at = find(inode.nodeid());
    if (at < 0) {
      if (count == LIMIT) {
        remove(0);
      }
      if (count == nodeids.length) {
        nodeids = Arrays.copyOf(nodeids, 2 * count);
        reached = Arrays.copyOf(reached, 2 * count);
        told = Arrays.copyOf(told, 2 * count);
      }
      at = count;
      nodeids[at] = inode.nodeid();
      reached[at] = 0;
      told[at] = 0;
      count = at + 1;
    }
    long size = inode.size();
    reached[at] = Math.max(reached[at], size);
    told[at] = Math.max(told[at], size);
    return at;
  }

  private int find(long nodeid) {
    for (int i = 0; i < count; i++) {
      if (nodeids[i] == nodeid) {
        return i;
      }
    }
    return -1;
  }

  private void remove(int at) {
    int last = count - 1;
    System.arraycopy(nodeids, at + 1, nodeids, at, last - at);
    System.arraycopy(reached, at + 1, reached, at, last - at);
    System.arraycopy(told, at + 1, told, at, last - at);
    count = last;
  }
}
