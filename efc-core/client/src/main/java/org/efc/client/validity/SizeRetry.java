// SPDX-License-Identifier: Apache-2.0
package org.efc.client.validity;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which opens were sent back for a second look: who opens a file by its path and gets ESTALE has
 * the kernel look the name up again and open again (LOOKUP_REVAL), and learns the size of the file
 * on the way. It is the only way to tell the kernel a size before the first append, whose place it
 * chooses by the size it knows.
 *
 * <p>Once for each open: where the kernel does not look again, or the file goes on changing, the
 * second try is let through. Safe for use by many threads.
 */
public final class SizeRetry {
  private static final long WINDOW_NANOS = 2_000_000_000;
  private static final long ANY = 0;

  private final LongSupplier nanoTime;
  private final Map<Open, Long> sentBack = new HashMap<>();

  private record Open(long nodeid, int pid) {}

  public SizeRetry(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Whether this open is to be sent back; false when it was just before. */
  public synchronized boolean isDue(long nodeid, int pid) {
    long now = nanoTime.getAsLong();
    sentBack.values().removeIf(since -> now - since > WINDOW_NANOS);
    Open open = new Open(nodeid, pid);
    boolean before = sentBack.remove(new Open(ANY, pid)) != null;
    if (sentBack.remove(open) != null || before) {
      return false;
    }
    sentBack.put(open, now);
    return true;
  }

  /** An open of this process got ESTALE for another reason: its second look is what follows. */
  public synchronized void sentBack(int pid) {
    sentBack.put(new Open(ANY, pid), nanoTime.getAsLong());
  }

  /** This open goes through. */
  public synchronized void passed(long nodeid, int pid) {
    if (!sentBack.isEmpty()) {
      sentBack.remove(new Open(nodeid, pid));
      sentBack.remove(new Open(ANY, pid));
    }
  }
}
