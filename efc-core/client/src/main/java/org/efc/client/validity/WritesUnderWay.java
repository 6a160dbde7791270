// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.Arrays;

/**
 * How far this node's own WRITEs reach that are not acknowledged: attributes that the storage gives
 * meanwhile may have their size already, and the kernel has their bytes. Safe for use by many
 * threads; a WRITE costs two uncontended locks and no object.
 */
public final class WritesUnderWay {
  private static final long FREE = 0;

  private long[] nodeids = new long[64];
  private long[] ends = new long[64];

  /**
   * A WRITE is sent.
   *
   * @param end the offset after its last byte
   * @return what {@link #ended} wants to know
   */
  public synchronized int begins(long nodeid, long end) {
    int place = 0;
    while (place < nodeids.length && nodeids[place] != FREE) {
      place++;
    }
    if (place == nodeids.length) {
      nodeids = Arrays.copyOf(nodeids, 2 * place);
      ends = Arrays.copyOf(ends, 2 * place);
    }
    nodeids[place] = nodeid;
    ends[place] = end;
    return place;
  }

  /** It succeeded or failed. */
  public synchronized void ended(int place) {
    nodeids[place] = FREE;
  }

  /** The farthest end of the inode's WRITEs under way; 0 when there is none. */
  public synchronized long reach(long nodeid) {
    long reach = 0;
    for (int i = 0; i < nodeids.length; i++) {
      if (nodeids[i] == nodeid) {
        reach = Math.max(reach, ends[i]);
      }
    }
    return reach;
  }
}
