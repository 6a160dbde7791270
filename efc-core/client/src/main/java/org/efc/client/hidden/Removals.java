// SPDX-License-Identifier: Apache-2.0
package org.efc.client.hidden;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Orders opens and removals of this node, which the kernel lets overlap. A removal of a file begins
 * here, and then looks whether the file is open; an open counts itself, and then waits for the
 * removals that have begun. So one of the two sees the other, and no open succeeds on a file that
 * is about to be gone. Safe for use by many threads.
 */
public final class Removals {
  private record Waiter(long last, Runnable next) {}

  private final TreeSet<Long> active = new TreeSet<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private long last;
  private volatile boolean quiet = true;

  /**
   * A file is about to lose a name, by UNLINK or as the target of RENAME. What the caller reads
   * after this is newer than any open that did not wait.
   *
   * @return for {@link #ended}
   */
  public long begins() {
    long removal;
    synchronized (this) {
      removal = ++last;
      active.add(removal);
      quiet = false;
    }
    VarHandle.fullFence();
    return removal;
  }

  /** The storage has answered, or was not asked. The opens that waited for it go on here. */
  public void ended(long removal) {
    List<Waiter> due = new ArrayList<>();
    synchronized (this) {
      active.remove(removal);
      quiet = active.isEmpty();
      long oldest = quiet ? Long.MAX_VALUE : active.first();
      for (int i = 0; i < waiters.size(); i++) {
        if (waiters.get(i).last < oldest) {
          due.add(waiters.remove(i--));
        }
      }
    }
    for (Waiter waiter : due) {
      waiter.next.run();
    }
  }

  /** Whether no removal has begun and not ended. What was counted before this, a removal sees. */
  public boolean areNone() {
    VarHandle.fullFence();
    return quiet;
  }

  /**
   * Goes on when all removals that have begun have ended: at once when there is none.
   *
   * @param next must not throw
   */
  public void after(Runnable next) {
    synchronized (this) {
      if (!active.isEmpty()) {
        waiters.add(new Waiter(last, next));
        return;
      }
    }
    next.run();
  }
}
